"""Tripadvisor: “New review from Ana: “Slow kitchen””, n of 5 bubbles; the number stands in the link (…-r123456-…).

No public example of such a mail was found: its form is from memory.
"""

from __future__ import annotations

from crawler.notices.notice import Notice

OF_FIVE = r"(?:of|out of|von|sur|af|ud af) 5 (?:bubbles?|Punkten?|Kreisen?|bulles?|bobler)"

TRIPADVISOR = Notice(
    platform="Tripadvisor",
    senders=("tripadvisor.com", "tripadvisor.de", "tripadvisor.fr", "tripadvisor.dk", "tripadvisor.co.uk"),
    about=(
        r"(?:new review|neue Bewertung|nouvel avis|ny anmeldelse)"
        r"(?:.*? (?:from|by|von|de|fra) (?P<author>[^:“”«»\"„]+?)\s*(?::|$))?"
        r"(?:.*?[“«»\"„](?P<title>[^“”«»\"„]+)[”»«\"“])?"
    ),
    rating=rf"(?P<value>[1-5](?:[.,][05])?) {OF_FIVE}",
    before=OF_FIVE,
    after=(
        r"\A(?:Read (?:the )?(?:full )?review|Respond|Manage|Bewertung lesen|Antworten"
        r"|Lire (?:l['’]avis|la suite)|Répondre"
        r"|Læs (?:hele )?anmeldelsen?|Besvar|https?://)"
    ),
    sums=r"\b\d+ (?:new reviews|neue Bewertungen|nouveaux avis|nye anmeldelser)",
    author=r"\A(?P<author>.{2,60}?) (?:rated|reviewed|wrote|hat|a noté|a évalué|har givet|har anmeldt)\b",
    link=r"ShowUserReviews-\S*?-r(?P<id>\d{4,})",
)
