"""What one load carries along: the file, its tree, the environment, and every fault so far."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.faults import problems_of
from config.preset import Preset
from config.settings import BrokenSource
from config.tree import Problem, Tree, Where

M = TypeVar("M", bound=BaseModel)


@dataclass(slots=True)
class Load:
    """What one load carries along: the tree, the environment, and all faults so far."""

    path: Path
    tree: Tree
    env: Mapping[str, str]
    presets: Mapping[str, Preset]
    problems: list[Problem] = field(default_factory=list)
    broken: list[BrokenSource] = field(default_factory=list)

    def fault(self, said: str, where: Where, label: tuple[str, ...] = ()) -> None:
        self.problems.append(Problem(self.tree.line(where), said, label))

    def part(self, model: type[M], data: Any, where: Where, label: tuple[str, ...]) -> M | None:
        """`data` as `model`; where it cannot be, its faults are noted and None comes back."""
        try:
            return model.model_validate_json(json.dumps(data), strict=True)
        except ValidationError as error:
            self.problems += problems_of(error, self.tree, where, model=model, label=label)
            return None
