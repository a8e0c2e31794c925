"""All hardening of Scrapy in one place: what it may open, follow, keep and cost."""

from __future__ import annotations

from typing import Any

from crawler.jobs import CrawlJob, CrawlRules

MAX_BYTES = 8 * 1024 * 1024  # of one page, unpacked


def scrapy_settings(rules: CrawlRules, job: CrawlJob) -> dict[str, Any]:
    """Scrapy's settings for one source; every key that starts with GRAPEVINE_ is read by a middleware of ours."""
    return {
        # nothing listens, nothing is written, nothing but http(s) is opened
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "HTTPCACHE_ENABLED": False,  # its heuristic freshness would leave us blind for days
        "HTTPPROXY_ENABLED": False,  # a proxy would connect past the address guard
        "COOKIES_ENABLED": False,
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.guard.GuardedHandler",
            "https": "crawler.guard.GuardedHandler",
            **dict.fromkeys(("file", "data", "ftp", "s3")),
        },
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        # one page at a time, slowly, as somebody
        "USER_AGENT": rules.agent,
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": max(rules.delay, job.source.pause),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,application/xml;q=0.8,*/*;q=0.7",
            "Accept-Language": job.source.language or "en",
        },
        # limits
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": rules.timeout,
        "CLOSESPIDER_TIMEOUT": rules.longest,
        "REDIRECT_MAX_TIMES": 5,
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],  # 429 is no accident
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        "HTTPERROR_ALLOW_ALL": True,  # the spider looks at every status itself
        "DOWNLOADER_MIDDLEWARES": _MIDDLEWARES | ({"crawler.robots.RobotsMiddleware": 100} if job.obeys else {}),
        "GRAPEVINE_ROBOTS": dict(job.robots),
        "GRAPEVINE_HEADERS": [*job.source.headers, *(["Authorization"] if job.source.token else [])],
        "REFERRER_POLICY": "same-origin",
        "METAREFRESH_MAXDELAY": 5,  # a page that reloads itself every minute is no redirect
        "METAREFRESH_IGNORE_TAGS": ["noscript"],
        "WARN_ON_GENERATOR_RETURN_VALUE": False,  # it would parse our source again for every page
        "LOG_LEVEL": "WARNING",
        "LOG_VERSIONS": [],
    }


_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawler.polite.StayOnSite": 40,
    "crawler.polite.RetrySeldom": 550,
    "crawler.polite.RetryAfter": 560,
    "crawler.polite.Refreshes": 580,  # this place and the next as in Scrapy's own settings
    "crawler.polite.Redirects": 600,
}
