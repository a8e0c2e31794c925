"""The link to the next page of a list, found where the page does not mark it with rel=next."""

import pytest

from crawler.nextguess import guess_next
from crawler.nodes import tree

URL = "https://guide.example/cafe"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('<a class="pager-next" href="?page=2">2</a>', "a.pager-next"),
        ('<li class="page-item next"><a href="/cafe/2">2</a></li>', ".next > a"),
        ('<a href="/cafe?offset=20" aria-label="Næste side"><svg></svg></a>', 'a[aria-label="Næste side"]'),
        (
            '<nav class="pagination"><a href="?p=1">1</a><a href="?p=2">Weiter ›</a></nav>',
            '.pagination a:contains("Weiter ›")',
        ),
        ('<a href="?seite=2">Nächste Seite</a>', 'a:contains("Nächste Seite")'),
        ('<a href="?page=2" title="Page suivante">…</a>', 'a:contains("…")'),
    ],
)
def test_the_link_people_take_is_found(body: str, rule: str) -> None:
    assert guess_next(tree(f"<body>{body}</body>"), URL) == rule


@pytest.mark.parametrize(
    "body",
    [
        '<a class="slider-next" href="#slide-2">›</a>',
        '<a class="next" href="javascript:go(2)">Weiter</a>',
        '<a class="next" href="https://elsewhere.example/page/2">Next</a>',
        '<a class="next" href="/cafe">Next</a>',
        '<a href="/contact">Next door to the museum: 2 rooms</a>',
        "<p>Next page</p>",
    ],
)
def test_what_only_looks_like_it_is_left_alone(body: str) -> None:
    assert guess_next(tree(f"<body>{body}</body>"), URL) == ""


def test_a_rule_picks_the_very_link_it_was_made_from() -> None:
    other = '<a class="next" href="/gallery#2">Next picture</a>'
    body = f'{other}<div class="list"><a class="next" href="?page=2">Next</a></div>'
    page = tree(f"<body>{body}</body>")
    rule = guess_next(page, URL)
    assert page.css(rule)[0].attrib["href"] == "?page=2"
