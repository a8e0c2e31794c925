"""Templates to HTML: everything escaped, a missing name is an error."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from words import LANGUAGES

HERE = Path(__file__).parent

_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals["parts"] = _TEMPLATES.get_template("_parts.html").module


def render(template: str, facts: dict[str, object]) -> str:
    """Raises what Jinja raises: a template that names an unknown fact is a bug, never an empty place."""
    return _TEMPLATES.get_template(template).render(facts)


def spoken_language(accept: str, otherwise: str = "en") -> str:
    """The language of ours an `Accept-Language` header asks for first, e.g. "da-DK,da;q=0.9,en;q=0.8"."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept.split(",")[:20]):
        tag, _, weight = part.strip().partition(";")
        language = tag.split("-")[0].lower()
        if language in LANGUAGES:
            wanted.append((-_weight(weight), place, language))
    return min(wanted)[2] if wanted else otherwise


def _weight(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q="))
    except ValueError:
        return 1.0
