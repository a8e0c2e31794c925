"""What a name says of the thing it names: keys of JSON, classes and attributes of HTML, in English and our languages.

Only words live here; whether the thing itself looks the part is for `guess` and `fieldguess` to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-zà-ÿ]+|\d+")


def words(text: str) -> frozenset[str]:
    """The set of the words in `text`."""
    return frozenset(text.split())


_STRONG: Mapping[str, frozenset[str]] = {
    "text": words(
        "reviewbody reviewtext text body comment content feedback message kommentar bewertungstext rezensionstext "
        "commentaire contenu tekst besked inhalt opinion testimonial review bewertung avis anmeldelse "
        "rezension recension"
    ),
    "rating": words(
        "rating ratings ratingvalue stars star score rate mark note points grade sterne bewertung etoiles etoile "
        "stjerner karakter eval overall recommended recommend positive rated bubble"
    ),
    "author": words(
        "author authorname reviewer reviewername username nickname displayname user buyer customer consumer member "
        "person autor verfasser kunde kundenname auteur pseudo forfatter navn acct client guest gast by who reviewby "
        "commenter poster fn"
    ),
    "date": words(
        "date datum datepublished published publishdate created createdat createddate dated timestamp submitted "
        "submissiontime posted written dato time datecreated reviewdate when ratingdate"
    ),
    "id": words("id uuid guid encid reviewid commentid pk"),
    "title": words("title headline heading subject betreff titel titre overskrift caption summary noquotes"),
    "reply": words("reply replies response responses answer ownerresponse antwort reponse svar ownerreply"),
    "lang": words("lang language locale"),
    "url": words("url permalink link href uri"),
    "verified": words("verified verifiziert"),
}
_WEAK: Mapping[str, frozenset[str]] = {
    "text": words(
        "description details words said quote experience full rendered html paragraph copy excerpt entry statement"
    ),
    "rating": words("value vote"),
    "author": words("name display first full public from profile account info h3 cite"),
    "date": words("at on day updated updatedat modified relative age"),
    "title": words("name head"),
    "reply": words("owner merchant management"),
}
_AGAINST: Mapping[str, frozenset[str]] = {
    "text": words(
        "title name translation translated url lang language type product item reply response answer owner merchant "
        "seller count id country ip sku variant image photo avatar card author user category tag spoiler button link"
    ),
    "rating": words(
        "count total id votes helpful useful usefulness likes number average avg mean best worst max min date url "
        "image photo position rank weight price quantity aggregate distribution up down friend country days"
    ),
    "author": words(
        "product item shop business place url uri image avatar photo country lang language file brand title reply "
        "response id text count location city email type link seller restaurant category merchant social "
        "crowd sourcing rating body content date time"
    ),
    "date": words("reply response birth birthday visit stay purchase order experience experienced expires start end"),
    "id": words("user author product order parent photo member account customer shop item sku variant place reply"),
    "title": words(
        "product item shop business place page site reply response category brand user author name card media"
    ),
    "reply": words("count link button id in to form translation translated"),
    "lang": words("user author product url"),
    "url": words("image photo avatar author user product reply profile icon thumbnail business"),
    "verified": words("email phone at user account"),
}


def tokens(name: str) -> tuple[str, ...]:
    """The words in a name, in lower case: createdAt, created_at and created-at are two."""
    return tuple(part.lower() for part in _PART.findall(name))


def hint(field: str, names: Iterable[str]) -> float:
    """How much `names`, outermost first, speak for `field`: about 1 for a clear yes, 0 for nothing, below 0 against."""
    best, against = 0.0, 0.0
    for name in names:
        parts = set(tokens(name))
        best = max(best * 0.9, _strength(field, parts))
        if parts & _AGAINST.get(field, frozenset()):
            against += 0.6
    return best - against


def best_hint(field: str, names: Iterable[str]) -> float:
    """As `hint`, of names that stand side by side, as classes do: what the clearest of them says."""
    return max((hint(field, [name]) for name in names if name), default=0.0)


def _strength(field: str, parts: set[str]) -> float:
    if parts & _STRONG[field]:
        return 1.0 if parts <= _STRONG[field] | _WEAK.get(field, frozenset()) else 0.9
    return 0.5 if parts & _WEAK.get(field, frozenset()) else 0.0
