"""What schema.org objects say of reviews, whether they came as JSON-LD, as microdata or as a plain JSON payload.

Accepts every shape seen on real pages. Reviews of another thing than the page's are left out where it mixes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from crawler.assemble import words_of
from crawler.ratings import parse_rating, to_five

REVIEWS = frozenset(("Review", "UserReview", "CriticReview", "EmployerReview", "Recommendation"))
_HOLDERS = ("review", "reviews", "Review", "Reviews")
_TEXTS = ("reviewBody", "description", "text", "abstract")
_REPLIES = ("ownerResponse", "ownerReply", "reviewReply", "response", "reply")
_ORGANISATIONS = ("Organization", "LocalBusiness", "Corporation", "Brand")
_MAX_NODES = 200_000
_NATIVE = re.compile(r"(?=[\w-]*\d)[\w-]{6,64}\Z")
_POSITION = re.compile(r"[a-z_-]*\d{0,4}\Z", re.I)  # review-12: a place in the list, not a name
Node = dict[str, Any]


@dataclass(slots=True)
class Graph:
    """All objects of a page, each once, in order. `parents`: the thing a nested review is about; by `id()`."""

    nodes: list[Node] = field(default_factory=list)
    parents: dict[int, Node] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)  # nested under a key that says review
    named: dict[str, Node] = field(default_factory=dict)  # by @id


@dataclass(frozen=True, slots=True)
class Claims:
    """What a page says of all its reviews. `average` is on 1 to 5."""

    total: int | None = None
    average: float | None = None


def graph_of(values: list[Any]) -> Graph:
    """Every object in `values`, found without recursion: pages nest to the thousands out of malice or by mistake."""
    graph, seen = Graph(), set[int]()
    stack: list[tuple[Any, Node | None, bool]] = [(value, None, False) for value in reversed(values)]
    while stack and len(graph.nodes) < _MAX_NODES:
        value, parent, held = stack.pop()
        if isinstance(value, list):
            stack.extend((item, parent, held) for item in reversed(value) if isinstance(item, dict | list))
        elif isinstance(value, dict) and id(value) not in seen:
            seen.add(id(value))
            _register(graph, value, parent, held)
            nested = [(child, value, key in _HOLDERS) for key, child in value.items() if isinstance(child, dict | list)]
            stack.extend(reversed(nested))
    return graph


def _register(graph: Graph, node: Node, parent: Node | None, held: bool) -> None:
    graph.nodes.append(node)
    if parent is not None:
        graph.parents[id(node)] = parent
    if held:
        graph.held.add(id(node))
    name = node.get("@id")
    if isinstance(name, str) and len(node) > 1:
        graph.named.setdefault(name, node)


def types_of(node: Node) -> set[str]:
    """Type names without `http://schema.org/` or `schema:`."""
    raw = node.get("@type", node.get("type"))
    if isinstance(raw, str):
        return {_bare(raw)}
    return {_bare(name) for name in raw if isinstance(name, str)} if isinstance(raw, list) else set()


def _bare(name: str) -> str:
    return name if name.isalpha() else re.split(r"[/:#]", name)[-1].strip()


def reviews(graph: Graph, *, url: str = "", title: str = "") -> list[Node]:
    """Raw reviews (see `assemble`) of the page's own subject."""
    found = [node for node in graph.nodes if _is_review(graph, node)]
    subjects = [_subject(graph, node) for node in found]
    own = _own(subjects, url, title)
    return [_raw(graph, node, subject) for node, subject in zip(found, subjects, strict=True) if own(subject)]


def _is_review(graph: Graph, node: Node) -> bool:
    kinds = types_of(node)
    if kinds:
        return bool(kinds & REVIEWS)
    return id(node) in graph.held and any(
        key in node for key in ("reviewBody", "reviewRating", "ratingValue", "author")
    )


def _subject(graph: Graph, review: Node) -> Node | None:
    """The thing reviewed: what the review says, else the object it is nested in."""
    item = _resolved(graph, review.get("itemReviewed"))
    if isinstance(item, str) and item:
        return {"name": item}
    if isinstance(item, dict) and (item.get("name") or item.get("url") or item.get("@id")):
        return item
    return graph.parents.get(id(review)) if id(review) in graph.held else None


def _own(subjects: list[Node | None], url: str, title: str) -> Any:
    """A test for subjects: those the page is about, if some clearly are and others clearly are not; else all."""
    known = {_name(subject): subject for subject in subjects if subject and _name(subject)}
    if len(known) < 2:
        return lambda _: True
    mine = {name for name, subject in known.items() if _is_page(subject, url)}
    mine = mine or {name for name in known if len(name) > 2 and name in title.casefold()}
    if not mine:
        return lambda _: True

    def belongs(subject: Node | None) -> bool:
        name = _name(subject) if subject else ""
        return not name or any(name in own or own in name for own in mine)

    return belongs


def _name(subject: Node) -> str:
    return " ".join(words_of(subject.get("name")).casefold().split())


def _is_page(subject: Node, url: str) -> bool:
    page = _address(url)
    return page is not None and any(_address(words_of(subject.get(key))) == page for key in ("url", "@id"))


def _address(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    return (parts.netloc.lower().removeprefix("www."), path) if parts.netloc and path else None


def _resolved(graph: Graph, value: Any) -> Any:
    """What a bare {"@id": …} refers to; else the value. The first of a list."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
        return graph.named.get(words_of(value.get("@id")), value)
    return value


def _raw(graph: Graph, node: Node, subject: Node | None) -> Node:
    rating = next((node[key] for key in ("reviewRating", "rating", "starRating") if node.get(key)), None)
    reply = _reply(graph, node, subject)
    link = words_of(node.get("url")) or words_of(node.get("@id"))
    return {
        "id": _native_id(node),
        "author": _people(graph, node.get("author") or node.get("creator")),
        "rating": _rating(graph, rating) if rating is not None else node.get("ratingValue"),
        "date": words_of(node.get("datePublished") or node.get("dateCreated") or node.get("dateModified")),
        "title": words_of(node.get("name") or node.get("headline")),
        "text": _text(node),
        "reply": words_of(next((reply[key] for key in ("text", "commentText", *_TEXTS) if reply.get(key)), None)),
        "reply_date": words_of(next((reply[key] for key in ("datePublished", "dateCreated") if reply.get(key)), None)),
        "lang": _language(node.get("inLanguage")),
        "url": link if link.startswith("http") else "",
        "location": words_of(_resolved(graph, node.get("contentLocation") or node.get("locationCreated"))),
        "publisher": _people(graph, node.get("publisher")),
    }


def _rating(graph: Graph, value: Any) -> Any:
    """A list of ratings: the overall one, which names no aspect, else the first."""
    if isinstance(value, list):
        nodes = [_resolved(graph, item) for item in value]
        return next((n for n in nodes if isinstance(n, dict) and not n.get("reviewAspect")), nodes)
    return _resolved(graph, value)


def _language(value: Any) -> str:
    if isinstance(value, dict):
        return words_of(value.get("alternateName") or value.get("name"))
    return words_of(value)


def _text(node: Node) -> str:
    text = next((words for key in _TEXTS if (words := words_of(node.get(key)))), "")
    if text:
        return text
    return "\n".join(words for key in ("positiveNotes", "negativeNotes") if (words := "\n".join(_notes(node.get(key)))))


def _notes(value: Any) -> Iterator[str]:
    items = value.get("itemListElement", []) if isinstance(value, dict) else value
    for item in items if isinstance(items, list) else [items]:
        inner = item.get("item", item) if isinstance(item, dict) else item
        if words := words_of(inner):
            yield words


def _people(graph: Graph, value: Any) -> str:
    names = []
    for item in value[:5] if isinstance(value, list) else [value]:
        person = _resolved(graph, item)
        if isinstance(person, dict):
            parts = [words_of(person.get(key)) for key in ("givenName", "familyName")]
            person = (
                words_of(person.get("name")) or " ".join(filter(None, parts)) or words_of(person.get("alternateName"))
            )
        names.append(words_of(person))
    return ", ".join(filter(None, names))


def _native_id(node: Node) -> str | None:
    """The platform's own name for a review: its identifier, else the tail of its @id or url where that is one."""
    identifier = node.get("identifier")
    if isinstance(identifier, dict):
        identifier = identifier.get("value")
    if named := words_of(identifier):
        return named
    for key in ("@id", "url"):
        link = words_of(node.get(key))
        tail = re.split(r"[/#=]", link.rstrip("/"))[-1]
        if _NATIVE.match(tail) and not _POSITION.match(tail):
            return tail
    return None


def _reply(graph: Graph, node: Node, subject: Node | None) -> Node:
    """The owner's answer. A comment is one only if an organisation, or the thing reviewed, or nobody signed it."""
    for key in _REPLIES:
        value = _resolved(graph, node.get(key))
        if value:
            return value if isinstance(value, dict) else {"text": words_of(value)}
    comments = node.get("comment")
    for comment in comments[:20] if isinstance(comments, list) else [comments]:
        comment = _resolved(graph, comment)
        if isinstance(comment, str) and comment:
            return {"text": comment}
        if isinstance(comment, dict) and _by_owner(graph, comment, subject):
            return comment
    return {}


def _by_owner(graph: Graph, comment: Node, subject: Node | None) -> bool:
    author = _resolved(graph, comment.get("author") or comment.get("creator"))
    if not author or (isinstance(author, dict) and types_of(author) & frozenset(_ORGANISATIONS)):
        return True
    return subject is not None and _people(graph, author).casefold() == _name(subject) != ""


def claims(graph: Graph, *, url: str = "", title: str = "") -> Claims:
    """The page's aggregate rating: of the thing at its address, else the one reviewed, named in the title, or first."""
    rated = [node for node in graph.nodes if isinstance(_resolved(graph, node.get("aggregateRating")), dict)]
    loose = [node for node in graph.nodes if "AggregateRating" in types_of(node)]
    if not rated:
        return _claims(loose[0]) if loose else Claims()
    reviewed = {id(graph.parents[key]) for key in graph.held if key in graph.parents}
    best = max(
        rated,
        key=lambda node: (
            _is_page(node, url),
            id(node) in reviewed,
            bool(_name(node)) and _name(node) in title.casefold(),
        ),
    )
    return _claims(_resolved(graph, best.get("aggregateRating")))


def _claims(node: Node) -> Claims:
    counts = (_count(node.get(key)) for key in ("reviewCount", "ratingCount"))
    total = next((count for count in counts if count is not None), None)
    rating = parse_rating(node)
    fallback = next((best for best in (5.0, 10.0, 100.0) if rating and rating.value <= best), 100.0)
    return Claims(total, to_five(rating, fallback))


def _count(raw: Any) -> int | None:
    digits = re.sub(r"[\s.,'’]", "", words_of(raw))
    match = re.match(r"\d{1,9}(?!\d)", digits)
    return int(match[0]) if match else None
