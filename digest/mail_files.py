"""Where no mail server is configured: every mail becomes files that can be opened with a click."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from digest.message import to_message
from model import Mail, MailError


def stem_of(key: str) -> str:
    """A file name made of a mail's key: `digest_2026-W46_cafe-ida_ida_at_cafe-ida.example`."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", key.replace("@", "_at_")).strip("._")[:150] or "mail"


class PreviewFolder:
    """Writes `.eml`, `.html` and `.txt`, each by rename, so that a half-written file is never seen."""

    def __init__(
        self,
        folder: Path,
        *,
        sender: str,
        reply_to: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folder, self._sender, self._reply_to, self._clock = folder, sender, reply_to, clock

    def __call__(self, mail: Mail) -> str:
        """The path of the `.eml`; MailError where the folder cannot be written."""
        message = to_message(mail, sender=self._sender, reply_to=self._reply_to, now=self._clock())
        stem = stem_of(mail.key)
        files = {"txt": mail.text.encode(), "html": mail.html.encode(), "eml": message.as_bytes()}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for suffix, content in files.items():
                if content:
                    self._put(self._folder / f"{stem}.{suffix}", content)
        except OSError as error:
            raise MailError(
                f"{self._folder} cannot be written: {error.strerror}. Free space, or fix its rights.", ours=True
            ) from error
        return str(self._folder / f"{stem}.eml")

    @staticmethod
    def _put(path: Path, content: bytes) -> None:
        half = path.with_name(path.name + ".part")
        half.write_bytes(content)
        half.replace(path)
