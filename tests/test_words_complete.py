"""Every sentence a person reads is in every language: literal msgids are taken from the code and the templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent
ROOMS = ("digest", "inbox", "replies", "crawler", "insight", "sentiment", "jobs")
TEMPLATES = (".html", ".txt", ".mjml", ".jinja", ".svg", ".xml")
TRANSLATED = ("de", "fr", "da")
_PLACE = re.compile(r"\{(\w+)\}")


def from_python(source: str) -> Iterator[tuple[str, ...]]:
    """("one",) for `w("one")`, ("one", "many") for `w.n("one", "many", …)`, also of `visit.w` and the like."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        if _is_voice(node.func):
            yield from ((text,) for text in _texts(node.args[0]))
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "n" and _is_voice(node.func.value):
            yield from zip(_texts(node.args[0]), _texts(node.args[1]), strict=True)


def _is_voice(node: ast.expr) -> bool:
    """`w`, `visit.w`, `self.w`, `speak(…)`."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "speak"
    return (isinstance(node, ast.Name) and node.id == "w") or (isinstance(node, ast.Attribute) and node.attr == "w")


def _texts(node: ast.expr) -> list[str]:
    """The literal itself, or both arms of `a if so else b`."""
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def from_template(source: str) -> Iterator[tuple[str, ...]]:
    """The same for `{{ w("one") }}` and `{{ w.n("one", "many", …) }}`."""
    for call in Environment(autoescape=True).parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "w":
            yield from ((text,) for text in _template_texts(call.args[0]))
        elif isinstance(call.node, nodes.Getattr) and call.node.attr == "n" and _is_w(call.node.node):
            yield from zip(_template_texts(call.args[0]), _template_texts(call.args[1]), strict=True)


def _is_w(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "w"


def _template_texts(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.CondExpr):
        return _template_texts(node.expr1) + (_template_texts(node.expr2) if node.expr2 else [])
    return [node.value] if isinstance(node, nodes.Const) and isinstance(node.value, str) else []


def msgids(room: str) -> dict[tuple[str, ...], str]:
    """Each msgid of a room and the file it was first seen in."""
    found: dict[tuple[str, ...], str] = {}
    for path in sorted((ROOT / room).rglob("*")):
        if path.suffix in (".py", *TEMPLATES) and "static" not in path.parts:
            read = from_python if path.suffix == ".py" else from_template
            for msgid in read(path.read_text(encoding="utf-8")):
                found.setdefault(msgid, str(path.relative_to(ROOT)))
    return found


def catalogue(language: str, domain: str) -> Catalog:
    path = ROOT / "words" / language / f"{domain}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain)


def forms_of(message: Message) -> list[str]:
    """The translation, or each plural form of it."""
    said = message.string or ""
    return [said] if isinstance(said, str) else [form or "" for form in said]


def fault(msgid: tuple[str, ...], message: Message | None) -> str:
    """What is wrong with a translation, or ""."""
    if message is None:
        return "missing"
    if isinstance(message.id, tuple | list) != (len(msgid) == 2):
        return "plural here, singular there"
    forms = forms_of(message)
    if not all(forms):
        return "empty"
    if "fuzzy" in message.flags:
        return "fuzzy"
    for form, original in zip(forms, msgid * len(forms) if len(msgid) == 1 else msgid, strict=False):
        said, meant = set(_PLACE.findall(form)), set(_PLACE.findall(original))
        if said - {"n"} != meant - {"n"} or (said - meant and len(msgid) == 1):
            return f"places {sorted(said)}, not {sorted(meant)}"
    return ""


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_of_a_room_is_translated(room: str, language: str) -> None:
    own, shared = catalogue(language, room), catalogue(language, "names")
    faults = [
        f"{where}: {' | '.join(msgid)!r}: {said}"
        for msgid, where in msgids(room).items()
        if (said := fault(msgid, own.get(msgid[0]) or shared.get(msgid[0])))
    ]
    assert not faults


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_no_catalogue_holds_a_fuzzy_or_doubled_entry(language: str) -> None:
    for path in sorted((ROOT / "words" / language).glob("*.po")):
        ids = re.findall(r'^msgid (".*(?:\n".*)*)', path.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(ids) == len(set(ids)), path.name
        assert not any("fuzzy" in message.flags for message in catalogue(language, path.stem) if message.id), path.name


@pytest.mark.parametrize("path", sorted((ROOT / "words" / "fr").glob("*.po")), ids=lambda path: path.stem)
def test_french_never_breaks_a_line_before_its_punctuation(path: Path) -> None:
    said = [form for message in catalogue("fr", path.stem) if message.id for form in forms_of(message)]
    assert not [text for text in said if re.search(r" [;:!?»]|« ", text)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('w("Hello {name}", name=1)', {("Hello {name}",)}),
        ('visit.w("One" if so else "Two")', {("One",), ("Two",)}),
        ('self.w.n("{n} review", "{n} reviews", count)', {("{n} review", "{n} reviews")}),
        ('w(f"why:{code}")', set()),
        ('speak(language, "digest")("Later")', {("Later",)}),
    ],
)
def test_sentences_are_found_in_python(source: str, found: set[tuple[str, ...]]) -> None:
    assert set(from_python(source)) == found


def test_sentences_are_found_in_templates() -> None:
    source = '{% if w("A") %}{{ w.n("{n} b", "{n} bs", 2) }}{{ w(say) }}<a title="{{ w(\'C "d"\') }}">{% endif %}'
    assert set(from_template(source)) == {("A",), ("{n} b", "{n} bs"), ('C "d"',)}


@pytest.mark.parametrize(
    ("msgid", "string", "said"),
    [
        (("{n} b", "{n} bs"), ("ein b", "{n} b"), ""),
        (("Of {who}",), "Von {wer}", "places ['wer'], not ['who']"),
        (("Of {who}",), "", "empty"),
        (("{n} b", "{n} bs"), ("{n} b", ""), "empty"),
    ],
)
def test_a_bad_translation_is_named(msgid: tuple[str, ...], string: str | tuple[str, ...], said: str) -> None:
    message = Message(msgid if len(msgid) > 1 else msgid[0], string=string)
    assert fault(msgid, message) == said
