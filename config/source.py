"""One place where reviews appear, as configured. The kind is given by which key says where.

Knows nothing of crawling: it says what was asked for, and hands it to a worker as plain data.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator

from config.base import Language, Line, Strict, Zone, hint_of, slug_of, web_address
from config.secrets import NAME, fill_address
from config.times import Span

Kind = Literal["url", "css", "json", "feed", "files", "preset", "mail", "form"]
WHERE_KEYS = ("url", "preset", "json", "feed", "files", "mail", "form")
FIELDS = (
    "id", "text", "title", "author", "rating", "best", "worst", "date", "reply", "reply_date", "lang", "url",
    "verified", "location", "publisher",
)  # fmt: skip
FORMATS = ("csv", "json", "jsonl", "google_takeout", "g2_csv", "capterra_csv")
PLACES = ("page", "offset", "cursor")  # what a paged address may hold in braces

ONLY_FOR: dict[str, tuple[Kind, ...]] = {
    "reviews": ("css", "json", "files"),
    "fields": ("css", "json", "feed", "files"),
    "next_page": ("url", "css", "json"),
    "columns": ("files",),
    "format": ("files",),
    "headers": ("url", "css", "json", "feed"),
    "pages": ("url", "css", "json", "feed"),
    "start": ("url", "css", "json", "feed"),
    "total": ("json",),
    "mentions": ("url", "css", "json", "feed"),
    "obey_robots": ("url", "css", "json", "feed"),
    "why": ("url", "css", "json", "feed"),
}
"""Keys that mean something for some kinds only; elsewhere they are a fault."""


class Source(Strict):
    """A source of one business. `where`: address, glob or form name as written, `${NAME}` unfilled: safe to show.

    `reveal()` gives the copy a worker can fetch with; `to_job()`/`from_job()` carry that copy to another process.
    """

    name: Line
    kind: Kind = "url"
    where: str
    business: str = ""
    language: Language | None = None
    every: Span = timedelta(hours=6)
    reviews: str | None = None
    fields: dict[str, str] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)
    headers: dict[str, SecretStr] = Field(default_factory=dict)
    next_page: str | None = None
    pages: int = Field(default=20, ge=1, le=1000)
    start: str | None = None  # what {page}, {offset} or {cursor} is on the first page, where not 1, 0 or nothing
    total: str | None = None  # JMESPath to how many reviews the interface says there are
    mentions: bool = False  # what people write about the business elsewhere, which is no review of it
    rating_out_of: float | None = Field(default=None, gt=1, le=1000)
    format: str | None = None
    obey_robots: bool = True
    why: str = ""
    location: str = ""
    enabled: bool = True
    timezone: Zone | None = None
    preset: str = ""  # the preset it was made of
    shape: dict[str, str] = Field(default_factory=dict)  # what every answer must hold; see `config.preset`
    gaps: int = Field(default=0, ge=0, le=50)  # empty pages in a row that are not yet the end
    pause: float = Field(default=0, ge=0, le=60)  # seconds between two requests, at least
    token: dict[str, SecretStr] = Field(default_factory=dict)  # how to get an access token; see `config.preset`
    rate: str = ""  # what the platform allows, what its terms say, what the preset was checked against: to be read
    terms: str = ""
    verified: str = ""
    secrets: dict[str, SecretStr] = Field(default_factory=dict, repr=False)  # values of the ${NAMES} in `where`

    @field_validator("where")
    @classmethod
    def _where(cls, where: str, info: ValidationInfo) -> str:
        check_where(str(info.data.get("kind")), where)
        return where

    @field_validator("every")
    @classmethod
    def _every(cls, every: timedelta) -> timedelta:
        if not timedelta(minutes=1) <= every <= timedelta(days=31):
            raise ValueError("this is outside 1 min to 31 days — 6 hours is usual")
        return every

    @field_validator("format")
    @classmethod
    def _format(cls, name: str | None) -> str | None:
        if name is not None and name not in FORMATS:
            raise ValueError(f'"{name}" is not a file format{hint_of(name, FORMATS)}')
        return name

    @field_validator("headers")
    @classmethod
    def _headers(cls, headers: dict[str, SecretStr]) -> dict[str, SecretStr]:
        for name, value in headers.items():
            if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name) or re.search(
                r"[\r\n\0]", value.get_secret_value()
            ):
                raise ValueError(f'"{name}" is not a header name, or its value has a line break')
        return headers

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.obey_robots and not self.why:
            raise ValueError("obey_robots: false needs a why: who allowed it, and when")
        counted = "{page}" in self.where or "{offset}" in self.where
        if counted and self.start is not None and not self.start.isdecimal():
            raise ValueError(f'start: "{self.start}" is no number, and {{page}} and {{offset}} are counted')
        return self

    @property
    def slug(self) -> str:
        return slug_of(self.name)

    @property
    def key(self) -> tuple[str, str]:
        """Who it is everywhere: (business, name)."""
        return self.business, self.name

    @property
    def site(self) -> str:
        """Host and port of `where`, the unit of politeness and of leases; the kind where nothing is fetched."""
        parts = urlsplit(self.where)
        if "://" not in self.where or not parts.hostname:
            return self.kind
        return parts.netloc.rpartition("@")[2].lower()

    @property
    def fetched(self) -> bool:
        """Whether a worker must go out for it; a form, and files dropped by hand, come in by themselves."""
        return self.kind not in ("form", "files") and not (self.kind == "mail" and "://" not in self.where)

    def reveal(self) -> Source:
        """The same source with its secrets filled in: for the one who fetches, never for a page or a log."""
        return self.model_copy(update={"where": fill_address(self.where, self.secrets), "secrets": {}})

    def to_job(self) -> dict[str, Any]:
        """Plain JSON-ready data, secrets revealed; `every` in seconds. Write it only where others cannot read."""
        hidden = {"headers": self.headers, "token": self.token}
        data = self.reveal().model_dump(mode="json", exclude={*hidden, "secrets"})
        bare = {key: {name: value.get_secret_value() for name, value in kept.items()} for key, kept in hidden.items()}
        return data | bare | {"every": int(self.every.total_seconds())}

    @classmethod
    def from_job(cls, job: dict[str, Any]) -> Source:
        return cls.model_validate(job | {"every": timedelta(seconds=job["every"])})


def check_where(kind: str, where: str) -> None:
    """ValueError when `where` cannot be one for this kind."""
    if NAME.fullmatch(where):
        raise ValueError("write the address here, and only its secret part as ${NAME}")
    if kind in ("url", "css", "json", "feed"):
        web_address(re.sub(r"\$\{\w+\}", "x", where))
        for place in re.findall(r"(?<!\$)\{(\w*)\}", where):
            if place not in PLACES:
                raise ValueError(f'"{{{place}}}" cannot be filled in{hint_of(place, PLACES)}')
    elif kind == "form" and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", where):
        raise ValueError(f'"{where}" is not a name for a form — did you mean "{slug_of(where)}"?')
    elif kind == "mail" and "://" in where and not where.startswith("imaps://"):
        raise ValueError(
            'a mailbox is read only over imaps:// — e.g. "imaps://ida:${IMAP_PASSWORD}@mail.example/INBOX"'
        )
    elif not where and kind != "preset":
        raise ValueError("this is empty — say where the reviews are")
