"""One entry of `businesses:` to a Business with its people, sources and playbook."""

from __future__ import annotations

from typing import Any

from config.base import SPOKEN, near, slug_of
from config.entries import Reading, read_source
from config.loading import Load
from config.playbook import Playbook
from config.playbooks import read_playbook
from config.settings import BrokenSource, Business, Defaults
from config.source import Source
from config.tree import Problem, Where, read_tree


def read_business(load: Load, entry: Any, where: Where, defaults: Defaults) -> Business | None:
    """The business at `where`; its faults go to `load`, those of single sources to `load.broken`."""
    if not isinstance(entry, dict):
        load.fault("a business is a block of settings, starting with  - name:", where, ("businesses",))
        return None
    label = (f'"{entry.get("name") or f"business {where[-1]}"}"',)
    refuse_twins(load, entry.get("people"), (*where, "people"), "person", label)
    refuse_twins(load, entry.get("people"), (*where, "people"), "person", label, key="email")
    own = {key: value for key, value in entry.items() if key not in ("sources", "playbook") and value is not None}
    business = load.part(Business, _with_languages(own) | {"playbook": {}}, where, label)
    playbook = _playbook(load, entry.get("playbook"), (*where, "playbook"), label)
    sources = _sources(load, entry.get("sources"), (*where, "sources"), label, defaults)
    if business is None or playbook is None:
        return None
    _check_names(load, business, playbook, entry.get("playbook"), label)
    sources = _check_locations(load, business, sources, where, label)
    return business.model_copy(update={"sources": tuple(sources), "playbook": playbook})


def refuse_twins(
    load: Load, entries: Any, where: Where, what: str, label: tuple[str, ...] = (), *, key: str = "name"
) -> None:
    """Two entries of one name cannot be told apart: the later ones are faults."""
    for number, twin in twins(entries, key):
        line = load.tree.line((*where, twin, key))
        said = f'a {what} with the {key} "{entries[number][key]}" is on line {line} already — give it another'
        load.fault(said, (*where, number, key), label)


def twins(entries: Any, key: str = "name") -> list[tuple[int, int]]:
    """(place, place of the earlier one) for each entry whose `key` reads the same as an earlier one's."""
    first: dict[str, int] = {}
    found = []
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        name = entry.get(key) if isinstance(entry, dict) else None
        if isinstance(name, str) and name.strip():
            same = name.strip().casefold() if key == "email" else slug_of(name)
            if first.setdefault(same, number) != number:
                found.append((number, first[same]))
    return found


def _with_languages(entry: dict[str, Any]) -> dict[str, Any]:
    """People without a language get the business's first one that our mails speak."""
    languages, people = entry.get("languages"), entry.get("people")
    spoken = [code for code in languages if code in SPOKEN] if isinstance(languages, list) else []
    if not spoken or not isinstance(people, list):
        return entry
    return entry | {"people": [{"language": spoken[0]} | p if isinstance(p, dict) else p for p in people]}


def _playbook(load: Load, written: Any, where: Where, label: tuple[str, ...]) -> Playbook | None:
    if written is None:
        return Playbook.empty()
    if not isinstance(written, str):
        load.fault("write the playbook's file name, like  playbooks/cafe-ida.yaml", where, (*label, "playbook"))
        return None
    path = load.path.parent / written
    if not path.is_file():
        hint = near(written, (file.relative_to(load.path.parent).as_posix() for file in path.parent.glob("*.yaml")))
        load.fault(
            f'there is no file "{written}"{hint or " — make it, or remove this line"}', where, (*label, "playbook")
        )
        return None
    playbook, problems = read_playbook(path, written)
    load.problems += problems
    return playbook


def _sources(load: Load, entries: Any, where: Where, label: tuple[str, ...], defaults: Defaults) -> list[Source]:
    """The sources that can run; the others go to `load.broken`."""
    if entries is None:
        return []
    if not isinstance(entries, list):
        load.fault('this should be a list — each source after "- "', where, (*label, "sources"))
        return []
    found, doubles = [], dict(twins(entries))
    for number in range(len(entries)):
        source = _source(load, (*where, number), label, defaults, doubles.get(number))
        found += [source] if source else []
    return found


def _source(load: Load, where: Where, label: tuple[str, ...], defaults: Defaults, twin: int | None) -> Source | None:
    entry = load.tree.at(where)
    name = str(entry.get("name") or f"source {int(where[-1]) + 1}") if isinstance(entry, dict) else str(entry)[:60]
    reading = Reading(load.tree, where, (*label, "sources", f'"{name}"'), load.env, load.presets)
    source = read_source(reading, label[0].strip('"'), defaults)
    if twin is not None:
        line = load.tree.line((*where[:-1], twin, "name"))
        reading.fault(f"a source of this name is on line {line} already — give it another", "name")
    if not reading.problems:
        return source
    problems = tuple(str(p) for p in sorted(reading.problems, key=lambda p: p.line))
    load.broken.append(BrokenSource(label[0].strip('"'), name, problems))
    return None


def _check_names(load: Load, business: Business, playbook: Playbook, written: Any, label: tuple[str, ...]) -> None:
    """Whoever the playbook names must be among the people."""
    known = [person.name for person in business.people]
    for where, name in playbook.names():
        if name not in known and not (where[-1] == "approve" and name == "owner"):
            said = f'"{name}" is not among the people of {label[0]} in config.yaml{near(name, known)}'
            load.problems.append(
                Problem(playbook_line(load, written, where), said, tuple(map(str, where)), str(written))
            )


def playbook_line(load: Load, written: Any, where: Where) -> int:
    return read_tree(load.path.parent / str(written)).line(where)


def _check_locations(
    load: Load, business: Business, sources: list[Source], where: Where, label: tuple[str, ...]
) -> list[Source]:
    """A source may name one of the business's locations only; one that names another is broken, not the rest."""
    entries = load.tree.at((*where, "sources")) or []
    kept = []
    for source in sources:
        if not source.location or source.location in business.locations:
            kept.append(source)
            continue
        number = next(
            n for n, entry in enumerate(entries) if isinstance(entry, dict) and entry.get("name") == source.name
        )
        said = f'"{source.location}" is not one of the locations{near(source.location, business.locations)}'
        problem = Problem(
            load.tree.line((*where, "sources", number, "location")), said, (*label, "sources", f'"{source.name}"')
        )
        load.broken.append(BrokenSource(business.name, source.name, (str(problem),)))
    return kept
