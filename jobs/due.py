"""When a digest is due, and whether it comes late. Pure: the clock is an argument, the zone is the business's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from model import Week

CATCH_UP = timedelta(days=6)  # an older missed digest is not sent: the next one is nearer
LATE_AFTER = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class DigestDue:
    """The digest of `week` was promised at `moment` (UTC); `late`: it is more than two hours past that."""

    week: Week
    moment: datetime
    late: bool


def digest_moment(now: datetime, *, day: int, at: time, zone: tzinfo) -> datetime:
    """The latest promised moment at or before `now`, in UTC. `day` counts from Monday = 0.

    Counted in local days, so 07:00 stays 07:00 in the weeks of 167 and 169 hours; a local time that the spring
    change skips moves forward by the hour that was skipped (as PEP 495 has it).
    """
    local = now.astimezone(zone)
    date = local.date() - timedelta(days=(local.weekday() - day) % 7)
    moment = datetime.combine(date, at, zone).astimezone(UTC)
    if moment > now:
        moment = datetime.combine(date - timedelta(days=7), at, zone).astimezone(UTC)
    return moment


def digest_due(now: datetime, *, day: int, at: time, zone: tzinfo, started: datetime) -> DigestDue | None:
    """The digest that ought to exist by `now`: of the last whole ISO week before the promised moment.

    None while the business is younger than that moment, or when the moment is too long gone to be of use.
    """
    moment = digest_moment(now, day=day, at=at, zone=zone)
    if moment < started or now - moment > CATCH_UP:
        return None
    return DigestDue(Week.of(moment, zone).shift(-1), moment, now - moment > LATE_AFTER)
