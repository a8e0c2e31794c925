"""The health of a source after one crawl: a verdict, and words for the operator on what happened and what to do.

Pure. A crawl that failed must never look like a week without reviews; so every verdict but OK is a fact of its own.
The order is that of docs/decisions.md, first match wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from crawler.jobs import LOCAL
from crawler.report_run import KILLERS, RunReport
from crawler.silence import daily_arrivals, quiet_days
from model import Verdict

Judgement = tuple[Verdict, str]

_TRAIL = 10  # earlier runs a run is compared with
_KEY_FIELDS = ("text", "rating", "date", "author")
_DROP = 0.30  # of a field's coverage
_SHAPE = 0.5  # Jaccard index of the markup's parts below which a page was rebuilt
_GROWTH = 3  # reviews the site's own count must have grown by before we wonder
_TEST = "run `schedule.py sources test`"
_ELSE = "import an export of the site, or use its interface if you have a key"

_BLOCKED = {
    "left_site": "{said}. Open the address in a browser and correct it in config.yaml if the site has moved",
    "login": f"A sign-in page came in place of the reviews. Grapevine does not sign in: {_ELSE}",
    "challenge": f"The site checks for robots and kept us out. Grapevine does not get around that: {_ELSE}",
    "address": "{said}",
    "token": "{said}. Sign in to the platform again and put what it gives you into the environment",
    "mailbox": "{said}. Check name, password and folder in the address and in the environment",
}
_UNREACHABLE = ("dns", "tls", "timeout", "connection", "redirects")
_REFUSING = (401, 402, 403, 405, 407, 429, 451, 999)  # the last is no standard, and means robots


def judge(report: RunReport, history: Sequence[RunReport], *, daily: Sequence[int] | None = None) -> Judgement:
    """The verdict on `report`. `history`: earlier reports of the source, newest first.

    `daily`: new reviews per day, oldest first, up to today, where the caller can count them better than from `history`.
    """
    return (
        _crashed(report)
        or _waiting(report)
        or _blocked(report)
        or _unreachable(report)
        or _robots(report)
        or _patchy(report, history)
        or _changed(report, history)
        or _short(report, history)
        or _silent(report, history, daily)
        or (Verdict.OK, _fine(report))
    )


def _crashed(report: RunReport) -> Judgement | None:
    if report.failure in KILLERS:
        said = f"Reading this source ended the crawler: {report.said}. It is left alone for a while; the others go on. "
        return Verdict.CRASHED, f"{said}Look at the page, then {_TEST}; if it ends the crawler again, please report it"
    if report.failure in ("bug", "unsupported"):
        return (
            Verdict.CRASHED,
            f"Grapevine could not read this source: {report.said or 'no reason was given'}. Please report it",
        )
    return None


def _waiting(report: RunReport) -> Judgement | None:
    if report.failure != "waiting":
        return None
    until = f" until {report.not_before:%Y-%m-%d %H:%M} UTC" if report.not_before else ""
    return Verdict.WAITING, f"The site asked us to wait{until}; the next crawl comes after that. Nothing to do"


def _blocked(report: RunReport) -> Judgement | None:
    if report.failure in _BLOCKED:
        return Verdict.BLOCKED, _BLOCKED[report.failure].format(said=_capital(report.said))
    if report.failure == "status" and report.status == 429:
        said = "The site finds that we ask too often (HTTP 429). We ask again later, more seldom; "
        return Verdict.BLOCKED, said + "a longer `every:` or fewer `pages:` in config.yaml help"
    if report.failure == "status" and report.status in _REFUSING:
        said = (
            f"The site refused us (HTTP {report.status}). Open the page in a browser; if it wants a key or an account, "
        )
        return Verdict.BLOCKED, said + "see docs for its interface or import an export. We ask again later, more seldom"
    if report.failure == "no_reviews" and report.moved:
        said = f"The address now leads to {report.final_url}, where no review is. Correct it in config.yaml"
        return Verdict.BLOCKED, said
    return None


def _unreachable(report: RunReport) -> Judgement | None:
    if report.failure == "status" and report.status >= 500:
        return (
            Verdict.UNREACHABLE,
            f"The site has trouble of its own (HTTP {report.status}). We try again soon; nothing to do",
        )
    if report.failure in _UNREACHABLE:
        said = f"The site could not be reached: {report.said}. We try again soon; if it lasts, check the address"
        return Verdict.UNREACHABLE, said
    if report.finish == "timeout":
        return (
            Verdict.UNREACHABLE,
            "The crawl took too long and was stopped. It starts from the top next time; fewer `pages:` help",
        )
    return None


def _robots(report: RunReport) -> Judgement | None:
    if report.failure == "robots":
        said = (
            "The site's robots.txt asks not to read this page, and we do not. Ask the site's owner, or use an export; "
        )
        return Verdict.ROBOTS, said + "with their leave, set `obey_robots: false` and say `why:`"
    if report.failure == "robots_down":
        return Verdict.ROBOTS, f"{_capital(report.said)}. We try again later; nothing to do"
    return None


def _patchy(report: RunReport, history: Sequence[RunReport]) -> Judgement | None:
    """Pages came back empty where this platform is known to leave some out: no redesign, but not all there is."""
    if report.failure or not report.empty:
        return None
    again = "This platform leaves pages out now and then: we ask again; if it lasts for days, look at the page"
    expected = report.claimed_total or _usual_seen(report, history)
    if not report.seen and expected and report.empty > 1:
        return Verdict.SHORT, f"All {report.empty} pages came back empty, where there are usually reviews. {again}"
    if report.holes:
        said = f"{report.holes} of {report.pages} pages came back empty, with reviews on the pages behind. {again}"
        return Verdict.SHORT, said
    return None


def _changed(report: RunReport, history: Sequence[RunReport]) -> Judgement | None:
    if report.failure == "status":
        return Verdict.CHANGED, f"{_no_page(report.status)} (HTTP {report.status}). Check the address in config.yaml"
    if report.failure:
        return Verdict.CHANGED, f"{_capital(report.said)}{_renamed(report, history)}. Look at the page, then {_TEST}"
    if report.finish == "not_modified":
        return None
    usual = _usual_seen(report, history)
    if report.seen == 0 and usual > 0:
        said = f"The page has no reviews where it usually has {usual:.0f}. It was probably rebuilt: {_TEST}"
        return Verdict.CHANGED, said
    read = _read_ones(history)
    if read and (now := _symptom(report, read[1:])) and _symptom(read[0], read[1:]):
        return Verdict.CHANGED, f"{now}, for the second time. The page was probably rebuilt: {_TEST}"
    return None


def doubtful(report: RunReport, history: Sequence[RunReport]) -> bool:
    """Whether what came looks wrong, believed yet or not: a 304 to the next crawl would hide it."""
    return bool(_symptom(report, history))


def _symptom(report: RunReport, earlier: Sequence[RunReport]) -> str:
    """What looks rebuilt though reviews came; believed only when two readings in a row show it. "" for nothing."""
    measure = _measures(report, earlier)
    if not report.seen or not measure or report.via in LOCAL:  # a handful of mails is no measure of a page
        return ""
    for name in _KEY_FIELDS:
        have, usual = report.coverage.get(name, 0.0), median(past.coverage.get(name, 0.0) for past in measure)
        if usual - have >= _DROP:
            return f"Only {have:.0%} of the reviews have a {name}, usually {usual:.0%}"
    likeness = median(_likeness(report.fingerprint, past.fingerprint) for past in measure)
    usual = median(past.per_page for past in measure)
    fewer = f"shows {report.per_page:.0f} reviews, usually {usual:.0f}" if report.per_page <= usual / 2 else ""
    if fewer and report.moved and report.final_url not in {past.final_url for past in measure}:
        return f"The address now leads to {report.final_url}, which {fewer}"
    return f"The page looks different and {fewer}" if fewer and likeness < _SHAPE else ""


def _no_page(status: int) -> str:
    if status in (404, 410):
        return "The page is not there any more"
    return "The address leads on to where we cannot follow" if 304 != status < 400 else "The site sent no page"


def _renamed(report: RunReport, history: Sequence[RunReport]) -> str:
    """A page without reviews may be another page in the same place: its title tells."""
    was = next((past.title for past in history if past.title and past.seen), "")
    renamed = was and report.title and was != report.title
    return f". It was called “{was}” and is now “{report.title}”" if renamed else ""


def _short(report: RunReport, history: Sequence[RunReport]) -> Judgement | None:
    if report.claimed_total and not report.seen and report.finish != "not_modified":
        said = f"The site counts {report.claimed_total} reviews and shows none where we look"
        return Verdict.SHORT, f"{said}: {_TEST}"
    past = [earlier for earlier in history[:_TRAIL] if earlier.claimed_total is not None]
    if report.claimed_total is None or not past:
        return None
    growth = report.claimed_total - (past[-1].claimed_total or 0)
    since = history[: history.index(past[-1])]
    stored = report.new + sum(earlier.new for earlier in since)
    if growth < _GROWTH or stored * 3 >= growth:
        return None
    said = f"The site counts {growth} reviews more than on {past[-1].at:%Y-%m-%d}, we found {stored}. "
    return Verdict.SHORT, said + f"Some stand where we do not look: check `pages:` and `next_page:`, then {_TEST}"


def _silent(report: RunReport, history: Sequence[RunReport], daily: Sequence[int] | None) -> Judgement | None:
    if report.new:
        return None
    days = quiet_days(daily if daily is not None else daily_arrivals(report, history))
    if not days:
        return None
    said = f"No new review for {days} days, which is rare for this source. It may be quiet, or stale: look at the page"
    return Verdict.SILENT, said


def _fine(report: RunReport) -> str:
    if report.finish == "not_modified":
        return report.said or "Nothing has changed since the last crawl"
    said = f"{report.seen} reviews read, {report.new} new, {report.changed} changed"
    if report.skipped:
        said += f"; {report.skipped} rows could not be read ({report.said})"
    if report.passed:
        mails = f"{report.passed} other mail{'s' * (report.passed > 1)}"
        said += f"; {mails} passed over{f' ({report.said})' if report.said else ''}"
    if report.claimed_total and report.deep and report.seen < report.claimed_total / 2:
        said += f"; the site counts {report.claimed_total}"
    if report.newest_first is False and report.pages > 1 and report.finish != "known" and not report.deep:
        said += "; the list is not newest first, so all pages are read each time: is there an address that sorts it?"
    return said


def _usual_seen(report: RunReport, history: Sequence[RunReport]) -> float:
    """Median of reviews seen by the runs that were answered with a page, failed ones left out."""
    return median([past.seen for past in _measures(report, history)] or [0])


def _measures(report: RunReport, history: Sequence[RunReport]) -> list[RunReport]:
    """What a crawl is held against: the last readings in the same way that did not look wrong themselves."""
    alike = ("", report.recipe)
    return [past for past in _read_ones(history) if not past.doubtful and past.recipe in alike][:_TRAIL]


def _read_ones(history: Sequence[RunReport]) -> list[RunReport]:
    return [past for past in history if past.seen and past.finish != "not_modified"]


def _likeness(one: str, other: str) -> float:
    """Jaccard index of two sets of words: 1 where they are the same, 0 where they share none."""
    first, second = set(one.split()), set(other.split())
    return len(first & second) / len(first | second) if first and second else 1.0


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]
