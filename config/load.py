"""config.yaml and its playbooks to one frozen Config, or one ConfigError that names every fault with its line.

The only module here that reads files. Faults of a single source do not stop the others: they end in Config.broken.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from config.base import Strict, hint_of
from config.businesses import Spot, read_business, refuse_twins
from config.inbox_settings import InboxSettings
from config.loading import Load
from config.preset import find_presets
from config.secrets import fill_address, how_to_hide, literal_in_url, take
from config.settings import (
    Assumptions,
    Business,
    Config,
    CrawlSettings,
    Defaults,
    MailSettings,
)
from config.times import Span
from config.tree import read_tree
from model import ConfigError

SECTIONS: dict[str, type[BaseModel]] = {
    "mail": MailSettings,
    "inbox": InboxSettings,
    "crawl": CrawlSettings,
    "defaults": Defaults,
    "assumptions": Assumptions,
}


class _Retention(Strict):
    """`retention` alone at the top, parsed like any other span."""

    retention: Span


def load_config(path: Path, env: Mapping[str, str]) -> Config:
    """Read `path` and the playbooks it names. `env` holds the secrets (os.environ at the edge).

    Raises ConfigError with every fault of both; faults confined to one source are in `Config.broken` instead.
    """
    tree = read_tree(path)
    presets, faults = find_presets(path.parent)
    load = Load(path, tree, env, presets, [*tree.problems, *faults])
    config = None
    if tree.data is not None or not tree.problems:
        config = _read(load)
    if load.problems or config is None:
        raise ConfigError(str(path), [str(p) for p in sorted(load.problems, key=lambda p: (p.file, p.line))])
    return config


def _read(load: Load) -> Config | None:
    data = load.tree.data
    if data is None:
        load.fault("the file is empty — copy the config.yaml that came with Grapevine, or write  businesses:", ())
        return None
    if not isinstance(data, dict):
        load.fault("this should be a block of settings, starting with  businesses:", ())
        return None
    known = ["businesses", *SECTIONS, "retention"]
    for key in data:
        if key not in known:
            load.fault(f'"{key}" is not a setting{hint_of(key, known)}', (key,))
    parts: dict[str, Any] = {name: _section(load, name, data) for name in SECTIONS if data.get(name) is not None}
    parts |= _retention(load, data)
    businesses = _businesses(load, parts.get("defaults") or Defaults())
    if load.problems:
        return None
    return Config(path=load.path, businesses=businesses, broken=tuple(load.broken), **parts)


def _section(load: Load, name: str, data: dict[str, Any]) -> BaseModel | None:
    block = data[name]
    if name == "mail" and isinstance(block, dict) and isinstance(block.get("smtp"), str):
        block = block | {"smtp": _smtp(load, block["smtp"])}
    return load.part(SECTIONS[name], block, (name,), (name,))


def _smtp(load: Load, written: str) -> str | None:
    """The mail server with its secret filled in. A fault is noted once, not again as a bad address."""
    where, label = ("mail", "smtp"), ("mail", "smtp")
    if literal_in_url(written):
        load.fault(f"the password is written out here — {how_to_hide('SMTP_URL')}", where, label)
        return None
    found, faults = take(written, load.env)
    for said in faults:
        load.fault(said, where, label)
    return None if faults else fill_address(written, found)


def _retention(load: Load, data: dict[str, Any]) -> dict[str, Any]:
    if data.get("retention") is None:
        return {}
    part = load.part(_Retention, {"retention": data["retention"]}, (), ())
    return {"retention": part.retention} if part else {}


def _businesses(load: Load, defaults: Defaults) -> tuple[Business, ...]:
    entries = load.tree.data.get("businesses")
    if not isinstance(entries, list) or not entries:
        load.fault('"businesses" should be a list with one business at least, each after "- "', ("businesses",))
        return ()
    refuse_twins(Spot(load, ("businesses",)), "business")
    found = [read_business(Spot(load, ("businesses", n)), defaults) for n in range(len(entries))]
    return tuple(business for business in found if business)
