"""What extraction needs to know of a configured source, so that it depends on no loader.

`config.Source` fits; so does any object with these attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class SourceShape(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def reviews(self) -> str | None: ...
    @property
    def fields(self) -> Mapping[str, str]: ...
    @property
    def columns(self) -> Mapping[str, str]: ...
    @property
    def next_page(self) -> str | None: ...
    @property
    def rating_out_of(self) -> float | None: ...
    @property
    def format(self) -> str | None: ...
    @property
    def language(self) -> str | None: ...
    @property
    def shape(self) -> Mapping[str, str]: ...
    @property
    def total(self) -> str | None: ...


FIELDS = (
    "id", "author", "rating", "best", "worst", "date", "title", "text", "reply", "reply_date", "lang", "url",
    "verified", "location", "publisher",
)  # fmt: skip
"""What `fields` and `columns` of a source may name."""
