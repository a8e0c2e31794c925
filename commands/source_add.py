"""`sources add URL`: looks at an address, offers what can be read there, writes the chosen entry into config.yaml."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import click

from commands.console import err, out, print_json, progress
from config import Business
from config.base import slug_of
from config.edit import add_source_entry, dump_entry
from config.preset import Preset, find_presets, missing_in, preset_for
from crawler.candidates import Candidate
from crawler.probe import Around, Probed, check_address, probe, probe_preset
from crawler.probe_words import needs
from jobs.crawl import rules_of
from jobs.workplace import Workplace
from model import CrawlError, InputError

_WAYS = {
    "json_ld": "schema.org data in the page",
    "microdata": "schema.org data in the page",
    "feed": "a feed",
    "json": "a JSON interface",
    "script": "data in a script of the page",
    "css": "repeated blocks of the page",
}
_SHOWN = 3  # reviews of each offer
_FEW = 0.5  # of the reviews; with fewer the operator is told what is missing


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command. `pick`: number of the offer; `as_json` never asks, and writes only with `yes`."""

    business: str | None = None
    name: str | None = None
    pick: int | None = None
    yes: bool = False
    as_json: bool = False


def add(place: Workplace, url: str, asked: Asked) -> int:
    """0, or 1 where the address has nothing to offer; nothing is written without a yes."""
    owner = place.config.business(asked.business) if asked.business else place.config.businesses[0]
    check_address(url)
    looked = _look(place, url, owner, quiet=asked.as_json)
    offers = [_named(offer, owner, asked.name) for offer in looked.candidates]
    if asked.as_json:
        chosen = offers[_number(asked, len(offers)) - 1] if asked.yes and offers else None
        added = _write(place, owner, chosen) if chosen else None
        return _answer(looked, offers, url=url, owner=owner, added=added)
    for note in looked.notes:
        err.print(note, markup=False)
    if looked.problem:
        raise CrawlError(looked.problem)
    for number, offer in enumerate(offers, 1):
        _show(number, offer)
    chosen = offers[_number(asked, len(offers)) - 1]
    out.print(f"\n{dump_entry(chosen.entry, 2)}", markup=False)
    _refuse_twin(owner, chosen)
    if asked.yes or click.confirm(f"Add it to {place.config.path} for {owner.name}?", default=True):
        name = _write(place, owner, chosen)
        out.print(f"Added “{name}”; it is read with the next tick. Try it: {_try(name)}", markup=False)
    return 0


def _look(place: Workplace, url: str, owner: Business, *, quiet: bool) -> Probed:
    presets, _ = find_presets(place.config.path.parent)
    around = Around(
        place.var,
        rules_of(place),
        place.clock(),
        owner.zone,
        presets=presets,
        env=os.environ,
        defaults=place.config.defaults,
        languages=tuple(owner.languages),
    )
    start = preset_for(url, presets)
    if start is None:
        with progress(f"Looking at {url}", None):
            return probe(url, around)
    return _known(start, presets[start["preset"]], around, quiet=quiet)


def _known(start: Mapping[str, Any], preset: Preset, around: Around, *, quiet: bool) -> Probed:
    """A platform whose address tells which it is. InputError where it needs more than the address."""
    if missing_in(start, preset):
        raise InputError(f"This is a platform with a preset. {needs(start, preset)}\n{preset.terms}")
    if not quiet:
        out.print(f"This is a platform with a preset: {preset.about}. {preset.terms}", markup=False)
    with progress(f"Reading {preset.about.partition(':')[0]}", None):
        return probe_preset(start, around)


def _named(offer: Candidate, owner: Business, name: str | None) -> Candidate:
    """With a name that is free in the business: the one asked for, else the site's, longer where that is taken."""
    taken = {source.slug for source in owner.sources}
    base = name or str(offer.entry["name"])
    tail = urlsplit(offer.where).path.rstrip("/").rpartition("/")[2].partition(".")[0]
    longer = [f"{base} {tail}"] if tail else []
    tries = [base] if name else [base, *longer, *(f"{base} {number}" for number in range(2, 100))]
    free = next((one for one in tries if slug_of(one) not in taken), base)
    return replace(offer, entry={**offer.entry, "name": free})


def _show(number: int, offer: Candidate) -> None:
    out.print(f"{number}. {summary(offer)}", markup=False)
    for line in offer.samples[:_SHOWN]:
        out.print(f"     {line}", markup=False)
    out.print(f"     {offer.cost.line}", markup=False)
    if offer.terms:
        out.print(f"     {offer.terms}", markup=False)


def summary(offer: Candidate) -> str:
    """One line: the way, how many of how many, of which days, and what they lack."""
    way = f"the preset {offer.preset}" if offer.preset else _WAYS.get(offer.via, offer.via)
    if offer.claimed_total is not None and offer.claimed_total > offer.count:
        more = "" if offer.cost.pages > 1 else "; it shows no way to the others"
        said = f"{way}: {offer.count} of the {offer.claimed_total} the site claims on the first page{more}"
    else:
        said = f"{way}: {offer.count} review{'' if offer.count == 1 else 's'} on the first page"
    if offer.oldest and offer.newest:
        said += f", {offer.oldest:%Y-%m-%d} to {offer.newest:%Y-%m-%d}"
    lacking = [name for part, name in (("rating", "stars"), ("date", "dates")) if offer.has[part] < _FEW]
    return said + (f", without {' or '.join(lacking)}" if lacking else "")


def _number(asked: Asked, count: int) -> int:
    number = asked.pick or 0
    if not number:
        number = 1 if asked.yes or count == 1 else click.prompt("Which one", type=click.IntRange(1, count), default=1)
    if not 1 <= number <= count:
        raise InputError(f"there {'is' if count == 1 else 'are'} {count} to choose from")
    return number


def _write(place: Workplace, owner: Business, offer: Candidate) -> str:
    """Into config.yaml, every other line of which stays as it is; the name of the entry. InputError for a twin."""
    _refuse_twin(owner, offer)
    path = place.config.path
    path.write_text(add_source_entry(path.read_text(encoding="utf-8"), owner.name, offer.entry), encoding="utf-8")
    return str(offer.entry["name"])


def _refuse_twin(owner: Business, offer: Candidate) -> None:
    twin = next((source for source in owner.sources if source.where == offer.where), None)
    if twin:
        said = f"{owner.name} has this address already: “{twin.name}”. Try it: {_try(twin.name)}"
        raise InputError(f"{said}\nIf it does not work any more, put the lines of the offer in place of its entry")


def _try(name: str) -> str:
    return f'python schedule.py sources test "{name}"'


def _answer(looked: Probed, offers: Sequence[Candidate], *, url: str, owner: Business, added: str | None) -> int:
    """The same as one JSON document: docs/formats.md."""
    print_json(
        {
            "url": url,
            "business": owner.name,
            "candidates": [_data(offer) for offer in offers],
            "notes": looked.notes,
            "problem": looked.problem or None,
            "added": added,
        }
    )
    return 1 if looked.problem else 0


def _data(offer: Candidate) -> dict[str, Any]:
    cost = asdict(offer.cost) | {"every": int(offer.cost.every.total_seconds())}
    return {
        "entry": offer.entry,
        "via": offer.via,
        "reviews": offer.count,
        "claimed_total": offer.claimed_total,
        "has": offer.has,
        "oldest": offer.oldest,
        "newest": offer.newest,
        "samples": offer.samples,
        "cost": cost,
        "terms": offer.terms or None,
    }
