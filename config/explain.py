"""What config.yaml means, in plain English: who gets which mail when, what is read how often, what is missing. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from config.base import ASSESSED
from config.playbook import ADDRESSES
from config.rhythm import SHORTEST, enough_for, longest_pause
from config.settings import Business, Config, Person
from config.source import Source
from config.times import DAYS, Hours, say_span

TICK = timedelta(minutes=1)
"""How long a due source may wait for the clock."""
DAY = timedelta(days=1)

KINDS = {
    "url": "web page",
    "css": "web page, by selectors",
    "json": "JSON interface",
    "feed": "feed",
    "files": "files dropped in a folder",
    "preset": "preset",
    "mail": "notification mails",
    "form": "our own feedback form",
}


def explain(config: Config) -> list[str]:
    """The lines `check` prints: each business, then what is missing."""
    lines = [line for business in config.businesses for line in _business(business, config)]
    for broken in config.broken:
        lines += ["", f"{broken.business} › {broken.name} cannot run:", *(f"  {said}" for said in broken.problems)]
    if config.inbox.signin_header:
        lines += ["", _signin(config)]
    missing = gaps(config)
    return [*lines, "", "Still missing:" if missing else "Nothing is missing.", *(f"  - {gap}" for gap in missing)]


def _signin(config: Config) -> str:
    proxies = ", ".join(config.inbox.trusted_proxies)
    return (
        f"Sign-in by header is on: {proxies} may say in {config.inbox.signin_header} who somebody is, without a link. "
        "That proxy must set the header itself and remove it from what visitors send."
    )


def explain_json(config: Config) -> dict[str, Any]:
    """The same facts for a script. Spans are whole seconds; nothing secret is in it."""
    return {
        "businesses": [_business_facts(business, config) for business in config.businesses],
        "signin_header": config.inbox.signin_header or None,
        "requests_per_day": config.crawl.requests_per_day,
        "broken": [{"business": b.business, "source": b.name, "problems": list(b.problems)} for b in config.broken],
        "missing": gaps(config),
        "retention_days": config.retention.days,
    }


def worst_delay(business: Business, config: Config) -> timedelta | None:
    """How long after it appears a review is alerted at the latest, in opening hours; None: nothing is read.

    While its site answers, and without the minutes that reading takes.
    """
    read = [source for source in business.sources if source.enabled and source.kind != "form"]
    return max(seldom(source, config) for source in read) + TICK if read else None


def seldom(source: Source, config: Config) -> timedelta:
    """The longest between two readings: as configured, or as the budget of all fetched sources allows at one request
    a reading."""
    budget = config.crawl.requests_per_day
    if budget is None or not source.fetched:
        return source.every
    return longest_pause(budget, len(_fetched(config)))


def _fetched(config: Config) -> list[Source]:
    return [source for source in config.sources() if source.enabled and source.fetched]


def gaps(config: Config) -> list[str]:
    """What works only in part, each with the next step."""
    found = [*_mail_gaps(config), *_crawl_gaps(config)]
    for business in config.businesses:
        found += [f"{business.name}: {gap}" for gap in _business_gaps(business)]
    return found


def _mail_gaps(config: Config) -> list[str]:
    found = []
    if config.mail.smtp is None:
        found.append("mail.smtp: no mail server, so mails become files in var/mail — set it when you want them sent")
    if config.mail.smtp is not None and config.mail.sender.endswith("@localhost"):
        found.append("mail.from: mail servers refuse an address at localhost — write your own")
    if config.inbox.url is None:
        found.append("inbox.url: mails cannot link to the inbox — write the address people reach it under")
    elif not config.inbox.secure:
        found.append(
            "inbox.url: starts with http, so sign-in cookies travel unprotected — use it in your own network only"
        )
    return found


def _crawl_gaps(config: Config) -> list[str]:
    found, fetched = [], _fetched(config)
    if fetched and not config.crawl.contact:
        found.append("crawl.contact: site owners cannot see who reads their pages — write a mail address")
    budget, count = config.crawl.requests_per_day, len(fetched)
    if budget is not None and fetched and (longest := longest_pause(budget, count)) > DAY:
        found.append(
            f"crawl.requests_per_day: {budget} may leave one of {count} sources unread for {_length(longest)} — "
            f"write {enough_for(DAY, count)} or more, and each is read at least once a day"
        )
    return found


def _business_gaps(business: Business) -> list[str]:
    found = []
    if not [source for source in business.sources if source.enabled]:
        found.append("no sources — run  python schedule.py sources add URL")
    if not business.owners():
        found.append("nobody is owner, so nobody gets the weekly mail — give one person  roles: [owner]")
    if not business.staff() and not business.owners():
        found.append("nobody is staff, so nobody gets alerts — give one person  roles: [staff]")
    if business.playbook.path is None:
        found.append("no playbook, so replies name no contact and promise nothing — copy playbooks/my-business.yaml")
    elif not business.playbook.contact("en").email and not business.playbook.contact("en").phone:
        found.append("the playbook has no contact: replies cannot say whom to write to")
    for code, form in business.playbook.address.items():
        if form != ADDRESSES[code][0]:
            found.append(
                f"the playbook asks for “{form}” in {code}: drafts still say “{ADDRESSES[code][0]}” — change it there"
            )
    silent = [code for code in business.languages if code not in ASSESSED]
    if silent:
        found.append(f"texts in {', '.join(silent)} are not assessed; their stars still are")
    return found


def _business(business: Business, config: Config) -> list[str]:
    lines = ["", f"{business.name} ({business.zone})"]
    lines += [f"  {person.name} <{person.email}> gets {_mails(business, person)}" for person in business.people]
    for source in business.sources:
        lines += [f"  {_read(source, config)}", *(f"    {line}" for line in _small_print(source))]
    return lines + [f"  {line}" for line in _alert_lines(business, config)]


def _mails(business: Business, person: Person) -> str:
    """In the language of the person, each mail with its time."""
    when = f"every {DAYS[business.digest.day].capitalize()} at {business.digest.at:%H:%M}"
    parts = [f"the weekly digest {when}"] if "owner" in person.roles else []
    parts += [alerts] if (alerts := _alerts(business, person)) else []
    if "operator" in person.roles:
        parts.append("mail when a source breaks")
    return f"{', '.join(parts) or 'no mail'} (in {person.language})"


def _alerts(business: Business, person: Person) -> str:
    """Staff are told of all, owners of safety, and whoever the playbook assigns a theme to of that theme."""
    if "staff" in person.roles or ("owner" in person.roles and not business.staff()):
        return "alerts"
    themes = [theme for theme, name in business.playbook.assign.items() if name == person.name]
    if "owner" in person.roles and "safety" not in themes:
        themes.append("safety")
    return f"alerts about {', '.join(themes)}" if themes else ""


def _read(source: Source, config: Config) -> str:
    what = f"{source.name}: {source.preset or KINDS[source.kind]}, {source.where}"
    if not source.enabled:
        return f"{what}, switched off"
    robots = "" if source.obey_robots else f"; robots.txt is not asked, because: {source.why}"
    return f"{what}, {_when(source, config)}{robots}"


def _when(source: Source, config: Config) -> str:
    if source.kind == "form":
        return "as people fill it in"
    if config.crawl.requests_per_day is None or not source.fetched:
        return f"every {say_span(source.every)}"
    most, least = say_span(SHORTEST), _length(seldom(source, config))
    return f"every {most} to {least}, the sooner the more news it has (crawl.requests_per_day)"


def _small_print(source: Source) -> list[str]:
    """What the operator must know of a platform before reading it."""
    parts = {"limits": source.rate, "terms": source.terms, "checked": source.verified}
    return [f"{name}: {said}" for name, said in parts.items() if said and source.enabled]


def _alert_lines(business: Business, config: Config) -> list[str]:
    worst = worst_delay(business, config)
    if worst is None:
        return []
    line = f"An unhappy review is alerted {_length(worst)} after it appears, at the latest"
    if business.hours is None:
        lines = [f"{line}, day and night (no opening hours given)."]
    else:
        hours = say_hours(business.hours)
        lines = [f"{line}, while you are open ({hours}); else when you open. Safety is alerted at once."]
    condition = "That holds while the sites answer"
    if config.crawl.requests_per_day is not None and any(source.fetched for source in business.sources):
        condition += "; a source that takes several requests a reading waits as many times as long"
    return [*lines, f"{condition}."]


def _length(span: timedelta) -> str:
    minutes = -int(-span.total_seconds() // 60)  # a promise is rounded up
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    parts = [(days, "day"), (hours, "hour"), (left, "minute")]
    return " ".join(f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in parts if n)


def say_hours(hours: Hours) -> str:
    """mon-fri 07:00-18:00, sat 08:00-15:00; days alike are joined."""
    runs: list[list[int]] = []
    for day in range(7):
        if runs and hours.days[runs[-1][0]] == hours.days[day]:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = []
    for run in runs:
        spans = " and ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in hours.days[run[0]])
        if spans:
            said.append(f"{'-'.join(DAYS[day][:3] for day in dict.fromkeys((run[0], run[-1])))} {spans}")
    return ", ".join(said) or "never"


def _business_facts(business: Business, config: Config) -> dict[str, Any]:
    worst = worst_delay(business, config)
    return {
        "name": business.name,
        "zone": business.zone,
        "digest": {"day": DAYS[business.digest.day], "at": f"{business.digest.at:%H:%M}"},
        "hours": say_hours(business.hours) if business.hours else None,
        "people": [
            {
                "name": p.name,
                "email": p.email,
                "roles": sorted(p.roles),
                "language": p.language,
                "gets": _mails(business, p),
            }
            for p in business.people
        ],
        "sources": [_source_facts(source, config) for source in business.sources],
        "worst_alert_delay": int(worst.total_seconds()) if worst else None,
    }


def _source_facts(source: Source, config: Config) -> dict[str, Any]:
    return {
        "name": source.name,
        "kind": source.kind,
        "preset": source.preset or None,
        "limits": source.rate or None,
        "terms": source.terms or None,
        "verified": source.verified or None,
        "where": source.where,
        "every": int(source.every.total_seconds()),
        "at_least_every": int(seldom(source, config).total_seconds()),
        "enabled": source.enabled,
    }
