"""Google Business Profile: “Ana left a review for Café Ida”; the subject may cut the name, the body has it whole.

The plain part reads: a new 2-star review, Read review <link>, name, text, Reply to review; published parsers of such
mails agree on the English form, those of other languages are ours. Google cuts long texts. Where several reviews come
close together there is one mail for all, which we cannot read. Who shares a document writes from google.com, too.
"""

from __future__ import annotations

from crawler.notices.notice import Notice

GOOGLE = Notice(
    platform="Google",
    senders=("google.com",),
    relays=r"\A(?!.*business)",
    sums=r"\b\d+ (?:new reviews|neue (?:Rezensionen|Bewertungen)|nouveaux avis|nye anmeldelser)",
    about=(
        r"(?P<author>.+?) (?:left|wrote|posted) a review (?:for|on|about) "
        r"|(?P<author_de>.+?) hat (?:eine )?(?:Rezension|Bewertung) (?:für|zu|über) "
        r"|(?P<author_fr>.+?) a (?:laissé|publié|rédigé) un avis (?:sur|pour|concernant) "
        r"|(?P<author_da>.+?) har (?:skrevet|efterladt|givet) en anmeldelse (?:af|til|om) "
    ),
    rating=(
        r"(?P<value>[1-5])[- ](?:star\b|Sterne?[- ]|stjernet)"
        r"|(?:mit|with|avec|med|note de) (?P<value_2>[1-5]) (?:stars?|Sternen?|étoiles?|stjerner?)"
        r"|avis (?:à |de )?(?P<value_3>[1-5]) étoiles?"
    ),
    before=r"\A(?:Read review|Rezension (?:lesen|ansehen)|Lire l['’]avis|Læs anmeldelsen?)\b",
    after=r"\A(?:Reply(?: to review)?|(?:Auf Rezension )?antworten|Répondre(?: à l['’]avis)?|Besvar anmeldelsen?)\b",
    named=True,
    empty=r"\A(?:no comment|kein(?:en)? kommentar|aucun commentaire|ingen kommentar)\b",
    link=r"[?&/](?:review_?id|reviews?)[=/](?P<id>[\w-]{8,})",
)
