"""Booking.com: a score out of 10, and what was liked apart from what was not. Mails about bookings are no notices.

No public example of such a mail was found: its form is from memory. What guests write comes from guest.booking.com.
"""

from __future__ import annotations

from crawler.notices.notice import Notice

BOOKING = Notice(
    platform="Booking.com",
    senders=("booking.com",),
    relays=r"@(?:guest|property)\.booking\.com\Z",
    sums=(
        r"\b\d+ (?:new (?:guest )?reviews|neue (?:Gäste)?bewertungen|nouveaux (?:avis|commentaires)"
        r"|nye (?:gæste)?anmeldelser)"
    ),
    about=(
        r"(?:guest review|new review|Gästebewertung|neue Bewertung|nouvel avis|nouveau commentaire|commentaire client"
        r"|gæsteanmeldelse|ny anmeldelse)(?:.*?(?P<rating>\d{1,2}(?:[.,]\d)?) ?(?:/|out of|von|sur|af|ud af) ?10)?"
    ),
    rating=(
        r"(?P<value>\d{1,2}(?:[.,]\d)?) ?(?:/|out of|von|sur|af|ud af) ?10\b"
        r"|(?:score|Bewertung|note|karakter)\s*:\s*(?P<value_2>\d{1,2}(?:[.,]\d)?)\b"
    ),
    out_of=10,
    before=r"(?:/|out of|von|sur|af|ud af) ?10\b|(?:score|Bewertung|note|karakter)\s*:\s*\d",
    after=(
        r"\A(?:(?:Read|See|View|Reply|Respond)\b.*|Bewertung (?:ansehen|lesen).*|Antworten.*|Voir .*|Lire .*|Répondre.*"
        r"|Se anmeldelsen.*|Læs .*|Svar.*|https?://.*)\Z"
    ),
    author=r"\A(?:Guest(?: name)?|Gast|Client|Gæst)\s*:\s*(?P<author>.{1,60})\Z",
    labels=(
        r"\A(?:Liked|What (?:the guest|they) liked|Positive?|Gefallen|Hat gefallen|A aimé|Points? positifs?|Kunne lide"
        r"|Disliked|What (?:the guest|they) (?:disliked|didn['’]t like)|Negative?|Nicht gefallen|Hat nicht gefallen"
        r"|N['’]a pas aimé|Points? négatifs?|Kunne ikke lide)\s*(?:[:·]\s*|\Z)"
    ),
    empty=r"\A(?:There are no comments|Keine Kommentare|Il n['’]y a pas de commentaire|Ingen kommentarer)",
    link=r"[?&](?:review_id|review)=(?P<id>[\w-]{4,})",
)
