"""One entry of `businesses:` to a Business with its people, sources and playbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from config.base import SPOKEN, near, slug_of
from config.entries import Reading, read_source
from config.loading import Load
from config.playbook import Playbook
from config.playbooks import read_playbook
from config.settings import BrokenSource, Business, Defaults
from config.source import Source
from config.tree import Where


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in config.yaml while it is read: `where` in the tree, `label` in messages."""

    load: Load
    where: Where = ()
    label: tuple[str, ...] = ()

    def of(self, *steps: str | int) -> Spot:
        """A place further in, under the same label."""
        return replace(self, where=(*self.where, *steps))

    @property
    def data(self) -> Any:
        return self.load.tree.at(self.where)

    def line(self) -> int:
        return self.load.tree.line(self.where)

    def fault(self, said: str, *names: str) -> None:
        self.load.fault(said, self.where, (*self.label, *names))


def read_business(spot: Spot, defaults: Defaults) -> Business | None:
    """The business at `spot`; its faults go to the load, those of single sources to `load.broken`."""
    entry = spot.data
    if not isinstance(entry, dict):
        spot.fault("a business is a block of settings, starting with  - name:", "businesses")
        return None
    name = str(entry.get("name") or f"business {int(spot.where[-1]) + 1}")
    spot = replace(spot, label=(f'"{name}"',))
    refuse_twins(spot.of("people"), "person")
    refuse_twins(spot.of("people"), "person", key="email")
    own = {key: value for key, value in entry.items() if key not in ("sources", "playbook") and value is not None}
    business = spot.load.part(Business, _with_languages(own) | {"playbook": {}}, spot.where, spot.label)
    playbook = _playbook(spot.of("playbook"), _names(entry.get("people")))
    sources = _sources(spot.of("sources"), name, _texts(entry.get("locations")), defaults)
    if business is None or playbook is None:
        return None
    return business.model_copy(update={"sources": sources, "playbook": playbook})


def refuse_twins(spot: Spot, what: str, *, key: str = "name") -> None:
    """Two entries of one name cannot be told apart: the later ones are faults."""
    for number, first in twins(spot.data, key).items():
        said = f'a {what} with the {key} "{spot.data[number][key]}" is on line {spot.of(first, key).line()} already'
        spot.of(number, key).fault(f"{said} — give it another")


def twins(entries: Any, key: str = "name") -> dict[int, int]:
    """For each entry whose `key` reads the same as an earlier one's: its place, and the earlier one's."""
    first: dict[str, int] = {}
    found = {}
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        name = entry.get(key) if isinstance(entry, dict) else None
        if isinstance(name, str) and name.strip():
            same = name.strip().casefold() if key == "email" else slug_of(name)
            if first.setdefault(same, number) != number:
                found[number] = first[same]
    return found


def _with_languages(entry: dict[str, Any]) -> dict[str, Any]:
    """People without a language get the business's first one that our mails speak."""
    people = entry.get("people")
    spoken = [code for code in _texts(entry.get("languages")) if code in SPOKEN]
    if not spoken or not isinstance(people, list):
        return entry
    return entry | {"people": [{"language": spoken[0]} | p if isinstance(p, dict) else p for p in people]}


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _names(people: Any) -> list[str]:
    entries = people if isinstance(people, list) else []
    return [str(entry["name"]) for entry in entries if isinstance(entry, dict) and entry.get("name")]


def _playbook(spot: Spot, people: list[str]) -> Playbook | None:
    written, folder = spot.data, spot.load.path.parent
    if written is None:
        return Playbook.empty()
    if not isinstance(written, str):
        spot.fault("write the playbook's file name, like  playbooks/cafe-ida.yaml", "playbook")
        return None
    path = folder / written
    if not path.is_file():
        there = sorted(file.name for file in path.parent.glob("*.yaml"))
        spot.fault(
            f'there is no file "{written}"{near(path.name, there) or " — make it, or remove this line"}', "playbook"
        )
        return None
    playbook, problems = read_playbook(path, written, people=people)
    spot.load.problems += problems
    return playbook


def _sources(spot: Spot, business: str, locations: list[str], defaults: Defaults) -> tuple[Source, ...]:
    """The sources that can run; the others go to `load.broken`."""
    entries = spot.data
    if entries is not None and not isinstance(entries, list):
        spot.fault('this should be a list — each source after "- "', "sources")
    if not isinstance(entries, list):
        return ()
    doubles = twins(entries)
    readings = [_reading(spot.of(number), _source_name(entry, number)) for number, entry in enumerate(entries)]
    sources = [read_source(reading, business, defaults) for reading in readings]
    for number, (reading, source) in enumerate(zip(readings, sources, strict=True)):
        if number in doubles:
            line = spot.of(doubles[number], "name").line()
            reading.fault(f"a source of this name is on line {line} already — give it another", "name")
        if source and source.location and source.location not in locations:
            said = f'"{source.location}" is not one of the locations{near(source.location, locations)}'
            reading.fault(said, "location", inside=True)
    spot.load.broken += [_broken(reading, business) for reading in readings if reading.problems]
    return tuple(s for reading, s in zip(readings, sources, strict=True) if s and not reading.problems)


def _broken(reading: Reading, business: str) -> BrokenSource:
    problems = sorted(reading.problems, key=lambda problem: problem.line)
    return BrokenSource(business, reading.label[-1].strip('"'), tuple(str(problem) for problem in problems))


def _source_name(entry: Any, number: int) -> str:
    named = entry.get("name") if isinstance(entry, dict) else str(entry)
    return str(named or f"source {number + 1}")[:60]


def _reading(spot: Spot, name: str) -> Reading:
    label = (*spot.label, "sources", f'"{name}"')
    return Reading(spot.load.tree, spot.where, label, spot.load.env, spot.load.presets)
