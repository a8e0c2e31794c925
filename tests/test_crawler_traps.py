"""Traps that cost others a day, and that no other test looks for."""

from __future__ import annotations

import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_no_module_of_ours_hides_one_that_somebody_else_imports() -> None:
    """A file named `incremental.py` beside the program took the place of a library that Twisted needs."""
    ours = {path.stem for path in ROOT.glob("*.py")} | {path.parent.name for path in ROOT.glob("*/__init__.py")}
    theirs = set(packages_distributions()) | set(sys.stdlib_module_names)
    assert {"crawler", "model", "schedule"} <= ours
    assert ours & theirs == set()
