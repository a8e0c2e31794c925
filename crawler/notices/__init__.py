"""How platforms tell a business of a new review by mail: one file each, holding only what is odd about it."""

from crawler.notices.booking import BOOKING
from crawler.notices.google import GOOGLE
from crawler.notices.notice import Notice
from crawler.notices.tripadvisor import TRIPADVISOR

__all__ = ["NOTICES", "Notice"]

NOTICES: tuple[Notice, ...] = (GOOGLE, TRIPADVISOR, BOOKING)
