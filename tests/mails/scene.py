"""An invented bakery-café and eight weeks of its reviews, for the mails of the tests. Nobody here is real.

`open_scene()` gives a store as the jobs would leave it on Monday 16 November 2026 at 07:00, Copenhagen time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from config import Business, Config, DigestTime, Person, Playbook, Source
from model import Measure, Reason, Reply, Review, Run, Sentiment, State, ThemeHit, Verdict, Week
from store import Store, open_store

PLACE = "Nordlys Bakery & Café"
WEEK = Week(2026, 46)
NOW = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)  # 07:00 in Copenhagen
INBOX = "https://reviews.nordlys.example"
FOUND = timedelta(hours=5)

CAKE = (
    "Ordered a birthday cake for two in the afternoon. It came at twenty to six, after the guests had gone home. "
    "I rang three times and nobody picked up. Never again."
)
CAKE_REPLY = (
    "Hello Daniel,\n\nthank you for telling us. A birthday cake that comes after the guests have left has missed the "
    "whole point, and then you could not even reach us. We are sorry.\n\nI would like to put this right with you "
    "personally: please write to hello@nordlys.example and ask for me.\n\nAstrid, owner"
)
GLUTEN = (
    "Jeg bestilte en glutenfri kage til min datter og fik en almindelig. Det opdagede vi heldigvis, før hun nåede at "
    "smage på den. Det må bare ikke ske."
)
GLUTEN_REPLY = (
    "Hej Karen\n\nTak, fordi du skriver til os. Det her tager vi meget alvorligt.\n\nJeg vil gerne tale med dig selv: "
    "Skriv til hej@nordlys.example med dit nummer, så ringer jeg i dag.\n\nVenlig hilsen\nAstrid, indehaver"
)
TORTE = (
    "Die Torte kam zwei Stunden zu spät, und die Sahne war schon warm. Für vierundfünfzig Euro erwarte ich etwas "
    "anderes. Sehr enttäuschend."
)
TORTE_REPLY = (
    "Guten Tag, Sabine W.,\n\nvielen Dank für Ihre offenen Worte. Zwei Stunden Verspätung und warme Sahne: Das ist "
    "nicht die Torte, die Sie bestellt haben, und es tut uns leid.\n\nIch möchte das gern mit Ihnen persönlich in "
    "Ordnung bringen: Schreiben Sie an hallo@nordlys.example.\n\nMit freundlichen Grüßen\nAstrid, Inhaberin"
)

# days after Monday, source, stars, language, author, themes, text
THIS_WEEK: list[tuple[int, str, float, str, str, str, str]] = [
    (0, "Kortliste", 5, "da", "Mette", "+taste +friendliness", "Byens bedste rugbrød og altid et smil."),
    (0, "Kortliste", 5, "en", "Hannah", "+taste", "The cardamom bun is unreal."),
    (0, "Meinungsplatz", 1, "en", "Daniel R.", "-promise -effort -leaving", CAKE),
    (1, "Kortliste", 4, "da", "Jonas", "+taste -price", "Godt brød, men det er blevet dyrt."),
    (1, "Rejseklub", 5, "de", "Familie Krüger", "+friendliness +taste", "Herzlich und unglaublich lecker."),
    (1, "Kortliste", 5, "da", "Sofie", "+friendliness", "Så søde mennesker."),
    (1, "Kortliste", 4, "en", "Priya", "+waiting +taste", "Used to queue for ages, this time five minutes."),
    (2, "Meinungsplatz", 2, "da", "Karen L.", "-safety -wrong_item", GLUTEN),
    (2, "Kortliste", 5, "fr", "Camille", "+taste", "Les meilleures viennoiseries de Copenhague."),
    (2, "Kortliste", 5, "da", "Anders", "+taste +waiting", "Hurtigt og friskt."),
    (3, "Kortliste", 3, "en", "Tom", "-price", "Good, but pricey."),
    (3, "Kortliste", 5, "da", "Laura", "+staff +beyond +friendliness",
     "Pigen bag disken reddede min dag: Hun fandt min glemte pung og løb efter mig helt ned til metroen."),
    (3, "Kortliste", 4, "da", "Ole", "+taste", "Dejlige boller."),
    (4, "Meinungsplatz", 1, "de", "Sabine W.", "-promise -quality", TORTE),
    (4, "Kortliste", 5, "en", "Grace", "+taste +referral", "A friend sent me here and I see why."),
    (4, "Kortliste", 1, "da", "Bo", "-promise", "Bestilte til klokken ti, måtte vente til elleve."),
    (5, "Kortliste", 5, "da", "Ida P.", "+taste +returning", "Vi kommer hver lørdag."),
    (5, "Rejseklub", 2, "en", "Mark", "-effort", "Called twice about a table, no answer."),
    (5, "Kortliste", 5, "da", "Nanna", "+atmosphere", "Skønt lokale med sol."),
    (6, "Kortliste", 4, "de", "Uwe", "+taste", "Sehr gutes Brot."),
    (6, "Kortliste", 5, "en", "Amy", "+friendliness", "Kind people, warm room."),
    (6, "Kortliste", 5, "da", "Kirsten", "+taste", "Kanelsnegle som hos mormor."),
]  # fmt: skip
BEFORE: list[tuple[int, str, float, str, str, str, str]] = [
    (n % 7, "Kortliste", stars, "en", f"Guest {n}", themes, f"Invented words number {n} about the bakery.")
    for n, (stars, themes) in enumerate(
        [(5, "+taste")] * 9
        + [(4, "+friendliness")] * 4
        + [(3, "-price")] * 2
        + [(2, "-waiting"), (1, "-waiting"), (2, "-waiting"), (1, "-promise")]
    )
]
HISTORY = [(11, 2, 3), (9, 3, 4), (12, 1, 2), (11, 2, 3), (13, 1, 3), (10, 2, 5)]  # 5, 3 and 1 stars, six weeks

DRAFTS = {
    "Daniel R.": Reply(CAKE_REPLY, "en"),
    "Karen L.": Reply(GLUTEN_REPLY, "da", needs_approval=True),
    "Sabine W.": Reply(TORTE_REPLY, "de"),
    "Bo": Reply("Hej Bo\n\nEn time for sent er en time af din morgen. Det er vi kede af.\n\nAstrid, indehaver", "da"),
    "Mark": Reply("Hello Mark,\n\ntwo calls and no answer: that is ours to mend. We are sorry.\n\nAstrid, owner", "en"),
    "Tom": Reply("Hello Tom,\n\nthank you for saying it openly. We have read it with care.\n\nAstrid, owner", "en"),
}
WORDS = {
    "Daniel R.": [
        ("Never again", "leaving"),
        ("rang three times", "effort"),
        ("came at twenty to six", "theme:promise"),
    ],
    "Karen L.": [("glutenfri", "safety"), ("fik en almindelig", "theme:wrong_item")],
    "Sabine W.": [("zwei Stunden zu spät", "theme:promise"), ("Sehr enttäuschend", "negative")],
    "Bo": [("måtte vente til elleve", "theme:promise")],
    "Mark": [("no answer", "effort")],
    "Tom": [("pricey", "theme:price")],
}


def a_scene_business(**changes: Any) -> Business:
    """Astrid owns it; `changes` replace what a test is about."""
    playbook = Playbook.model_validate(
        {
            "contact": {"name": "Astrid", "role": "owner", "email": "hello@nordlys.example"},
            "standards": ["Whoever takes an order writes the hour on it.", "Nobody stands at the counter unseen."],
            "remedies": {
                "promise": {
                    "do": ["Refund the cake and the delivery today, before you reply"],
                    "wow": ["A new cake, free and delivered, on a day they choose"],
                },
                "effort": {"do": ["Call them yourself"]},
                "wrong_item": {"do": ["They keep it, the right one leaves today"], "wow": ["Refund the whole order"]},
                "safety": {"do": ["Tell the kitchen lead now and note the order number"], "approve": "owner"},
            },
        }
    )
    sources = [
        Source(name=name, business=PLACE, where=f"https://{name.lower()}.example/nordlys")
        for name in ("Kortliste", "Meinungsplatz", "Rejseklub")
    ]
    facts: dict[str, Any] = {
        "name": PLACE,
        "zone": "Europe/Copenhagen",
        "languages": ("da", "en", "de"),
        "people": (a_reader("en"),),
        "digest": DigestTime(),
        "sources": tuple(sources),
        "playbook": playbook,
    }
    return Business(**facts | changes)


def a_reader(language: Any) -> Person:
    return Person(name="Astrid", email="astrid@nordlys.example", roles=frozenset({"owner"}), language=language)


def a_scene_config(business: Business | None = None, inbox: str | None = INBOX) -> Config:
    return Config(businesses=(business or a_scene_business(),), inbox={"url": inbox})


def open_scene() -> Store:
    """All eight weeks scored, three reviews with drafts, a measure, one source that refuses us since Thursday."""
    store = open_store(":memory:")
    store.sources.sync(a_scene_business().sources, NOW - timedelta(days=60))
    for back, (five, three, one) in enumerate(reversed(HISTORY), start=2):
        rows = [(n % 7, "Kortliste", stars, "en", f"Old {back} {n}", "", f"Old words {back} {n}.")
                for n, stars in enumerate([5.0] * five + [3.0] * three + [1.0] * one)]  # fmt: skip
        add_week(store, WEEK.shift(-back), rows, answered=True)
    add_week(store, WEEK.shift(-1), BEFORE, answered=True)
    add_week(store, WEEK, THIS_WEEK)
    store.measures.add(
        Measure(
            PLACE, "waiting", "A second person at the counter on Saturdays", date(2026, 11, 7), "astrid@nordlys.example"
        )
    )
    read_sources(store)
    return store


def read_sources(store: Store, **verdicts: Verdict) -> None:
    """Every source was read two hours ago, but those named, which last were on Thursday."""
    for name in ("Kortliste", "Meinungsplatz", "Rejseklub"):
        _finish(store, name, Verdict.OK, NOW - timedelta(days=4))
        if name in verdicts or name == "Rejseklub":
            _finish(store, name, verdicts.get(name, Verdict.BLOCKED), NOW - timedelta(hours=2))
        else:
            _finish(store, name, Verdict.OK, NOW - timedelta(hours=2))


def _finish(store: Store, name: str, verdict: Verdict, at: datetime) -> None:
    store.sources.finished(Run("crawl", PLACE, name, at, at, verdict), next_due=at + timedelta(hours=6))


def add_week(
    store: Store, week: Week, rows: list[tuple[int, str, float, str, str, str, str]], *, answered: bool = False
) -> None:
    """Store, score and flag the rows as the jobs would; `answered`: staff answered every flag five hours later."""
    for number, row in enumerate(rows):
        review = a_scene_review(week, number, row)
        seen = (review.published or NOW) + FOUND
        store.reviews.add([review], seen=seen, zone=a_scene_business().tz)
        stored = store.reviews.find(PLACE, review.source, review.external_id)
        assert stored is not None
        sentiment = a_scene_sentiment(row)
        due = seen + timedelta(hours=24) if sentiment.flagged else None
        store.flags.save(stored, sentiment, now=seen, open=State.TO_ANSWER if sentiment.flagged else None, due=due)
        if sentiment.flagged and (draft := DRAFTS.get(row[4])):
            store.flags.draft(stored.id, draft)
        if sentiment.flagged and answered:
            store.flags.move(
                stored.id, State.ANSWERED, rev=1, who="astrid@nordlys.example", now=seen + timedelta(hours=14)
            )


def a_scene_review(week: Week, number: int, row: tuple[int, str, float, str, str, str, str]) -> Review:
    day, source, stars, lang, author, _, text = row
    at = datetime.combine(week.monday + timedelta(days=day), datetime.min.time(), UTC) + timedelta(
        hours=9, minutes=number
    )
    native = f"{week}-{number}"
    url = f"https://{source.lower()}.example/nordlys#{native}"
    return Review(PLACE, source, native, stars, text, published=at, author=author, lang=lang, url=url)


def a_scene_sentiment(row: tuple[int, str, float, str, str, str, str]) -> Sentiment:
    _, _, stars, lang, author, themes, text = row
    hits = tuple(ThemeHit(one[1:], "pos" if one[0] == "+" else "neg", 0, 4) for one in themes.split())
    said = WORDS.get(author, [])
    reasons = [Reason(text.index(words), text.index(words) + len(words), words, why, -1.0) for words, why in said]
    flagged = stars <= 3
    return Sentiment(
        lang=lang,
        sentiment=(stars - 3) / 2,
        label="neg" if stars <= 2 else "pos" if stars >= 4 else "neu",
        flagged=flagged,
        level=("act" if stars <= 2 else "watch") if flagged else None,
        severity=int(100 - 20 * stars) if flagged else 0,
        themes=hits,
        reasons=(Reason(0, 0, "", "stars", -1.0), *reasons) if flagged else (),
    )
