"""Every shipped preset as a loaded source, with the payloads recorded for it. Values are invented, keys are real."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jmespath
from pydantic import SecretStr

from config import Source, load_config
from crawler.shape import EACH

PAYLOADS = Path(__file__).parent / "payloads"
ENTRIES: dict[str, dict[str, str]] = {
    "google_business": {
        "account": "1",
        "location": "2",
        "client_id": "our-program",
        "client_secret": "${GB_SECRET}",
        "refresh_token": "${GB_REFRESH}",
    },
    "trustpilot": {"unit": "x1", "key": "${TP_KEY}"},
    "trusted_shops": {"shop_id": "X0123456789ABCDEF0123456789ABCDEF"},
    "yotpo": {"app_key": "appkey"},
    "judgeme": {"shop": "corner-cafe.myshopify.example", "token": "${JM_TOKEN}"},
    "woocommerce": {"shop": "https://laden.example"},
    "apple_app_store": {"country": "dk", "app_id": "1"},
    "steam": {"app_id": "620"},
    "mozilla_addons": {"addon": "tea-timer"},
    "wordpress_org": {"slug": "opening-hours"},
    "youtube": {"target": "UCowner", "key": "${YT_KEY}"},
    "discourse": {"forum": "https://forum.example"},
    "mastodon": {"server": "https://social.example", "tag": "cafeida"},
    "hackernews": {"query": "corner cafe"},
}
ENV = {"GB_SECRET": "hush-1", "GB_REFRESH": "hush-2", "TP_KEY": "hush-3", "JM_TOKEN": "hush-4", "YT_KEY": "hush-5"}


def preset_sources(folder: Path) -> dict[str, Source]:
    """By name of the preset, as config.yaml would give them."""
    rows = ["businesses:", "  - name: Café Ida", "    zone: Europe/Copenhagen", "    languages: [da]", "    sources:"]
    for name, entry in ENTRIES.items():
        rows += [f"      - name: {name}", f"        preset: {name}"]
        rows += [f'        {key}: "{value}"' for key, value in entry.items()]
    (folder / "config.yaml").write_text("\n".join(rows) + "\n", encoding="utf-8")
    config = load_config(folder / "config.yaml", ENV)
    assert config.broken == ()
    return {source.preset: source for source in config.sources()}


def moved(source: Source, to: str, **changes: Any) -> Source:
    """The source at another host, such as one on loopback, and without its pauses."""
    parts = urlsplit(source.where)
    where = source.where.replace(f"{parts.scheme}://{parts.netloc}", to, 1)
    token = {name: SecretStr(f"{to}/token") if name == "url" else value for name, value in source.token.items()}
    return source.model_copy(update={"where": where, "token": token, "pause": 0, **changes})


def payload(preset: str, kind: str) -> Path | None:
    """The file for full | last | empty | error.<status> | login, whatever its suffix."""
    return next((file for file in sorted((PAYLOADS / preset).glob(f"{kind}.*")) if "expected" not in file.name), None)


def file_of(preset: str, kind: str) -> Path:
    """As `payload`, where there must be one."""
    file = payload(preset, kind)
    assert file is not None
    return file


def kinds_of_error(preset: str) -> list[str]:
    """error.<status> of each refusal recorded for a preset, by status."""
    return sorted(file.name.rsplit(".", 1)[0] for file in (PAYLOADS / preset).glob("error.*"))


def needed(source: Source) -> list[str]:
    """The paths of its contract that must be there, each ending in a key."""
    return [path for path, kind in source.shape.items() if not kind.endswith("?") and kind != "none" and path != "@"]


def without(source: Source, path: str) -> str:
    """The full payload of a preset with the last key of `path` gone, or gone from each of its reviews."""
    text = file_of(source.preset, "full").read_text("utf-8")
    if source.kind == "feed":
        return text.replace("description>", "descriptions>")
    data = json.loads(text)
    holders = jmespath.search(source.reviews or "@", data) if path.startswith(EACH) else [data]
    steps = path.removeprefix(EACH).replace('"', "").split(".")
    for holder in holders:
        for step in steps[:-1]:
            holder = holder[step]
        del holder[steps[-1]]
    return json.dumps(data)


def content_type(file: Path) -> str:
    return {".json": "application/json", ".xml": "application/rss+xml", ".html": "text/html"}[file.suffix]
