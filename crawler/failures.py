"""Download errors of Scrapy and Twisted as a code and words for the operator. Knows nothing of what happens next."""

from __future__ import annotations

import gzip
import sys
import zlib

import brotli  # type: ignore[import-untyped]
from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web.client import ResponseFailed

from crawler.refusal import Refusal

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdError
else:
    from backports.zstd import ZstdError

_GARBLED: tuple[type[Exception], ...] = (gzip.BadGzipFile, zlib.error, brotli.error, ZstdError)
"""What Scrapy lets through when an answer is not packed as its head says."""

DOWNLOAD_ERRORS: tuple[type[Exception], ...] = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
    IgnoreRequest,
    ConnectError,
    ConnectionClosed,
    OSError,
    *_GARBLED,
)
"""All that a download may raise because of the other side; anything else is a bug of ours."""

_SIMPLE: tuple[tuple[type[Exception], str, str], ...] = (
    (CannotResolveHostError, "dns", "the host name is not known"),
    (DownloadTimeoutError, "timeout", "the site did not answer in time"),
    (TimeoutError, "timeout", "the site did not answer in time"),
    (DownloadConnectionRefusedError, "connection", "the connection was refused"),
    (DownloadCancelledError, "too_large", "the page is larger than we read"),
    (UnsupportedURLSchemeError, "address", "only http and https addresses are read"),
    (ResponseDataLossError, "connection", "the answer broke off before its end"),
    *((kind, "connection", "the answer is packed in a way that cannot be unpacked") for kind in _GARBLED),
)


_TLS = "the site's certificate or encryption is not in order"


def explain(error: BaseException) -> tuple[str, str]:
    """The failure code (see `report_run`) and what happened, in words."""
    if isinstance(error, Refusal):
        return error.code, error.said
    for kind, code, said in _SIMPLE:
        if isinstance(error, kind):
            return code, said
    if isinstance(error, IgnoreRequest):
        return _ignored(str(error))
    if isinstance(error, DOWNLOAD_ERRORS):
        return _broken(error)
    return "bug", f"{type(error).__name__}: {error}"


def _ignored(said: str) -> tuple[str, str]:
    if "max redirections" in said:
        return "redirects", "the address redirects in circles"
    if "DOWNLOAD_MAXSIZE" in said:
        return "too_large", "the page unpacks to more than we read"
    return "connection", said


def _broken(error: BaseException) -> tuple[str, str]:
    causes = [error, error.__cause__]
    if isinstance(error.__cause__, ResponseFailed):
        causes += [reason.value for reason in error.__cause__.reasons]
    for cause in causes:
        if isinstance(cause, VerificationError):
            return "tls", f"{_TLS} (it is for another host)"
        if isinstance(cause, SSL.Error):
            details = "; ".join(str(part[-1]) for part in cause.args[0] if part) if cause.args and cause.args[0] else ""
            return "tls", f"{_TLS} ({details or 'handshake failed'})"
    return "connection", "the connection broke or was no HTTP"
