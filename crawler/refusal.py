"""What makes us give up on an address, by our own decision: said in words, never retried."""

from __future__ import annotations

from datetime import datetime

from scrapy.exceptions import IgnoreRequest


class Refusal(IgnoreRequest):
    """We will not fetch this now. `code` is a failure of `report_run`, `said` is for the operator.

    An `IgnoreRequest`, so that no middleware tries it again.
    """

    def __init__(self, code: str, said: str, not_before: datetime | None = None) -> None:
        super().__init__(said)
        self.code, self.said, self.not_before = code, said, not_before
