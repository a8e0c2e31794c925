"""Which presets there are and which parameters each takes. A preset is a YAML file; what it does is the crawler's."""

from __future__ import annotations

from pathlib import Path

from config.tree import read_tree

SHIPPED = Path(__file__).resolve().parent.parent / "crawler" / "presets"


def find_presets(beside: Path, shipped: Path = SHIPPED) -> dict[str, tuple[str, ...]]:
    """Name to parameters, of the shipped presets and of those in `presets/` beside config.yaml (which win)."""
    found: dict[str, tuple[str, ...]] = {}
    for folder in (shipped, beside / "presets"):
        for file in sorted(folder.glob("*.yaml")):
            data = read_tree(file).data
            names = data.get("parameters") if isinstance(data, dict) else None
            found[file.stem] = tuple(str(name) for name in names or ())
    return found
