"""A playbook file to a Playbook, or every fault it has with file and line.

Lists of sentences must be written with one "- " a line: `[a, b]` would cut an owner's sentence at its commas.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from config.base import hint_of
from config.faults import problems_of
from config.playbook import Playbook
from config.tree import Problem, Tree, read_tree

SENTENCES = ("standards", "do", "wow", "never_say", "steps")


def read_playbook(
    path: Path, name: str, *, people: Sequence[str] | None = None
) -> tuple[Playbook | None, list[Problem]]:
    """The playbook at `path`, called `name` in messages. Whoever it names must be among `people`, if these are given.

    An empty file is an empty playbook.
    """
    tree = read_tree(path)
    problems = [replace(problem, file=name) for problem in tree.problems] + list(_cut_sentences(tree, name))
    if problems:
        return None, problems
    if tree.data is None:
        return Playbook(path=path), []
    if not isinstance(tree.data, dict):
        return None, [Problem(1, "this should be a block of settings, starting with  contact:", file=name)]
    written = {key: value for key, value in tree.data.items() if value is not None}
    playbook, problems = _validated(tree, written, path, name)
    if playbook and people is not None:
        problems += _strangers(playbook, tree, name, people)
    return playbook, problems


def _strangers(playbook: Playbook, tree: Tree, name: str, people: Sequence[str]) -> Iterator[Problem]:
    for where, person in playbook.names():
        if person not in people and not (where[-1] == "approve" and person == "owner"):
            said = f'"{person}" is not among the people in config.yaml{hint_of(person, people)}'
            yield Problem(tree.line(where), said, where, name)


def _validated(tree: Tree, written: dict[str, object], path: Path, name: str) -> tuple[Playbook | None, list[Problem]]:
    try:
        playbook = Playbook.model_validate_json(json.dumps(written), strict=True)
    except ValidationError as error:
        return None, problems_of(error, tree, (), model=Playbook, file=name)
    return Playbook.model_validate(dict(playbook) | {"path": path}), []


def _cut_sentences(tree: Tree, name: str) -> Iterator[Problem]:
    for where in sorted(tree.flow, key=tree.line):
        if where and where[-1] in SENTENCES and tree.at(where):
            said = f'{where[-1]}: […] cuts a sentence at its commas — write each on its own line after "- "'
            yield Problem(tree.line(where), said, tuple(str(step) for step in where[:-1]), name)
