"""Where no mail server is configured, each mail is three files that a person can open."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories import NOW, a_mail

from digest.mail_files import PreviewFolder, stem_of
from model import MailError

SENDER = "Nordlys reviews <digest@nordlys.example>"
KEY = "digest:2026-W46:nordlys:astrid@nordlys.example"


def test_a_preview_is_three_files_named_after_the_mail(tmp_path: Path) -> None:
    said = PreviewFolder(tmp_path / "mail", sender=SENDER, clock=lambda: NOW)(a_mail(key=KEY))
    assert said.endswith("digest_2026-W46_nordlys_astrid_at_nordlys.example.eml")
    assert sorted(path.suffix for path in (tmp_path / "mail").iterdir()) == [".eml", ".html", ".txt"]


def test_a_preview_folder_that_cannot_be_written_is_our_matter(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(MailError, match="cannot be written") as caught:
        PreviewFolder(tmp_path / "mail", sender=SENDER)(a_mail())
    assert caught.value.ours


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b\\c:d", "...", "ø" * 400, ""])
def test_a_file_name_stays_in_its_folder(key: str) -> None:
    assert "/" not in stem_of(key)
    assert 0 < len(stem_of(key)) <= 150
    assert not stem_of(key).startswith(".")
