"""One page's bytes to the reviews on it. Pure: no network, no clock, no store; the only place that picks a way to read.

Where a source has `reviews:`, its own rules are followed (JMESPath for JSON, CSS for HTML); else the page is asked for
schema.org, JSON-LD before microdata, the fuller of the two.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urldefrag, urljoin

from crawler import css, decode, feed, json_api, jsonld, microdata, nodes, repair, schema, shape, state
from crawler.assemble import Context, assemble, newest_first
from crawler.page import Page
from crawler.source import SourceShape
from model import ExtractError

_NOTHING = (
    "no reviews found on this page: it has no schema.org reviews in its source. "
    "If a browser shows some, give the source `reviews:` and `fields:` selectors, or the address they are loaded from"
)
_SCRIPTS = 20  # of those a selector picks are looked into


class NotData(ExtractError):
    """A page for people where a program's answer was expected: no list ends like that."""


def read_page(
    body: bytes,
    *,
    url: str,
    content_type: str,
    at: datetime,
    source: SourceShape | None,
    language: str | None = None,
) -> Page:
    """The reviews in `body`, each once, and what the page claims of them.

    `at` is when it was fetched: relative dates count back from it. The language of dates is the source's, else
    `language`, else the page's own. A page that states a total or average but holds no review gives an empty Page.
    Raises ExtractError: larger than 8 MiB, neither HTML nor JSON nor a feed, no reviews, rules that find nothing;
    its child ShapeError: an answer that breaks the contract of its preset.
    """
    decode.check_size(body)
    text = decode.to_unicode(body, content_type)
    kind = decode.kind_of(text, content_type)
    told = (source.language if source else None) or language
    context = Context(at, url, told, source.rating_out_of if source else None)
    if kind == "feed":
        page = _from_feed(body, context, source)
    elif kind == "json":
        page = _from_json(text, context, source)
    elif source is not None and source.kind == "json":
        raise NotData("A web page came in place of JSON: the interface has moved, or wants a key")
    else:
        page = _from_html(text, replace(context, language=told or nodes.language_of(text)), source)
    return replace(page, newest_first=newest_first(page.reviews))


def _from_feed(body: bytes, context: Context, source: SourceShape | None) -> Page:
    parsed = feed.parse(body)
    if context.language is None:
        context = replace(context, language=parsed.feed.get("language"))
    if source:
        shape.check_each(parsed.entries, source.shape)
    reviews = assemble(feed.entries(parsed, source.fields if source else {}), context)
    return Page(
        reviews,
        next_url=_absolute(context.url, feed.next_link(parsed)),
        title=str(parsed.feed.get("title", ""))[:300],
        via="feed",
        fingerprint=feed.shape(parsed),
    )


def _from_json(text: str, context: Context, source: SourceShape | None) -> Page:
    try:
        data, repaired = repair.loads(text)
    except ValueError as error:
        raise ExtractError(f"the payload is not JSON that can be read ({error})") from error
    if source is None or not source.reviews:
        return _from_bare_json(data, context, repaired)
    shape.check_shape(data, source.shape)
    shape.check_each(json_api.items(data, source.reviews), source.shape)
    reviews = assemble(json_api.rows(data, source.reviews, source.fields), context, repaired=repaired)
    claims = schema.claims(schema.graph_of([data]), url=context.url)
    return Page(
        reviews,
        claimed_total=json_api.total(data, source.total) if source.total else claims.total,
        claimed_average=claims.average,
        next_url=_next_in_json(data, context.url, source),
        via="json",
        fingerprint=json_api.shape(data, source.reviews),
    )


def _from_bare_json(data: Any, context: Context, repaired: bool) -> Page:
    page = _from_objects([data], context, "", repaired)
    if not page.reviews and (rows := json_api.own_rows(data)):
        page = replace(page, reviews=assemble(rows, context, repaired=repaired), fingerprint=json_api.shape(rows, None))
    return replace(
        _stating(page, "the payload has no reviews that can be told without `reviews:` and `fields:`"), via="json"
    )


def _next_in_json(data: Any, url: str, source: SourceShape) -> str | None:
    """`next_page` is a JMESPath to an address, or to a cursor for `{cursor}` in the source's address."""
    found = json_api.look_up(source.next_page, data) if source.next_page else None
    if not isinstance(found, str | int) or isinstance(found, bool) or not str(found).strip():
        return None
    if "{cursor}" in source.where:
        return source.where.replace("{cursor}", quote(str(found), safe=""))
    return _absolute(url, str(found))


def _from_html(text: str, context: Context, source: SourceShape | None) -> Page:
    title = nodes.title_of(text)
    if source is None or not source.reviews:
        page = _from_schema(text, context, title)
        address = nodes.next_link(text)
        if source and source.next_page:
            address = _picked(nodes.tree(text, context.url), source.next_page)
    else:
        page, address = _from_rules(text, context, source, title)
    return replace(page, title=title, next_url=_absolute(nodes.base_of(text, context.url), address))


def _from_rules(text: str, context: Context, source: SourceShape, title: str) -> tuple[Page, str]:
    tree = nodes.tree(text, context.url)
    rule = source.reviews or ""
    embedded = css.embedded(rule)
    if embedded:
        page = _from_scripts(css.scripts(tree, embedded[0]), embedded[1], context, source)
    else:
        reviews = assemble(css.blocks(tree, rule, source.fields), context)
        page = Page(reviews, via="css", fingerprint=css.shape(tree, rule))
    values, _ = jsonld.objects(text)
    claims = schema.claims(schema.graph_of(values), url=context.url, title=title)
    page = replace(page, claimed_total=claims.total, claimed_average=claims.average)
    address = _picked(tree, source.next_page) if source.next_page else nodes.next_link(text)
    return _stating(page, f"`reviews: {rule}` finds nothing on this page, so the site may have changed"), address


def _from_scripts(scripts: list[str], path: str, context: Context, source: SourceShape) -> Page:
    """The first of `scripts` in which `path` leads to something; else what is wrong with the first."""
    read = [_from_script(script) for script in scripts[:_SCRIPTS]]
    data, repaired = next((one for one in read if json_api.leads(path, one[0])), read[0])
    if data is None:
        raise ExtractError("the script that `reviews` picks holds no JSON that can be read")
    reviews = assemble(json_api.rows(data, path, source.fields), context, repaired=repaired)
    return Page(reviews, via="json", fingerprint=json_api.shape(data, path))


def _from_script(script: str) -> tuple[Any, bool]:
    try:
        return state.data_of(script)
    except ValueError:
        return None, False


def _picked(tree: Any, rule: str) -> str:
    """The address that `next_page` picks: a link, or “css @attribute”."""
    picked = css.blocks(tree, ":root", {"url": rule if "@" in rule else f"{rule} @href"})
    return str(picked[0]["url"]).strip() if picked else ""


def _from_schema(text: str, context: Context, title: str) -> Page:
    values, repaired = jsonld.objects(text)
    page = _from_objects(values, context, title, repaired)
    kinds = microdata.kinds(text)
    reviews = sum(kind in schema.REVIEWS for kind in kinds)
    if reviews > len(page.reviews) or (page.claimed_total is None and "AggregateRating" in kinds):
        root = nodes.tree(text, context.url).root
        marked = _from_objects(microdata.items(root, context.url), context, title, False)
        page = _fuller(page, replace(marked, via="microdata"))
    return _stating(page, _NOTHING)


def _fuller(page: Page, marked: Page) -> Page:
    if len(marked.reviews) > len(page.reviews):
        page, marked = marked, page
    if page.claimed_total is None:
        page = replace(page, claimed_total=marked.claimed_total, claimed_average=marked.claimed_average)
    return page


def _from_objects(values: list[Any], context: Context, title: str, repaired: bool) -> Page:
    graph = schema.graph_of(values)
    raws = schema.reviews(graph, url=context.url, title=title)
    claims = schema.claims(graph, url=context.url, title=title)
    used = {key for raw in raws[:5] for key, value in raw.items() if value}
    return Page(
        assemble(raws, context, repaired=repaired),
        claimed_total=claims.total,
        claimed_average=claims.average,
        via="json_ld",
        fingerprint=" ".join(sorted(used)),
    )


def _stating(page: Page, complaint: str) -> Page:
    """The page, unless it says nothing at all of reviews: then ExtractError."""
    if page.reviews or page.claimed_total is not None or page.claimed_average is not None:
        return page
    raise ExtractError(complaint)


def _absolute(base: str, address: str) -> str | None:
    """An address to go on with, or None; never anything but http."""
    try:
        joined = urldefrag(urljoin(base, address.strip())).url if address.strip() else ""
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) and joined != base else None
