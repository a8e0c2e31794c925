"""One language as the engine sees it: its words, patterns, topics and rules, ready to be asked about any token.

Reads `packs/<language>/`; English starts from vaderSentiment's lexicon as installed. It refuses to score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vaderSentiment import vaderSentiment as reference

from model import InputError
from sentiment.packfiles import PACKS, Head, read_phrases, read_sets, read_words
from sentiment.patterns import Gate, Pairs, Pattern, compile_pattern, gate_of
from sentiment.tokens import TOKEN, Info, Piece, lowered, number_of, shortened, split_token, without_accents

BOOST: float = reference.B_INCR
_CACHE = 60_000
_LONGEST = 40  # code points between two blanks that are worth remembering
_LENGTHENED = 1.25
_HALVES = frozenset({"ne", "n"})  # half a negation: "personne ... ne vient" is one thought
_LETTERS = frozenset({"de", "da", "sv", "no"})  # where ä is a letter, "schon" is not a careless "schön"
_SPELLINGS = {
    "de": (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß")),
    "da": (("aa", "å"), ("ae", "æ"), ("oe", "ø")),
    "no": (("aa", "å"), ("ae", "æ"), ("oe", "ø")),
}
_QUOTES = frozenset('"„“”«»')
_DOT = frozenset(".")
_NUMBER = "<n>"
RULES = (
    "negate", "negate_after", "half_negate", "contrast", "only", "steady", "boost", "dampen", "bar", "abbreviation",
)  # fmt: skip
"""Names of word lists in rules.txt. negate_after: also turns what stands before it ("gefällt mir nicht"). half_negate:
negates only after another negation ("ne ... plus"). only: "not only" negates nothing. steady: never turned by a
negation ("leider nicht"). bar: no pattern's gap leads over it. abbreviation: a dot behind it ends no sentence; `<n>`
stands for numbers of up to two digits ("am 3. Mai"). There are `numbers` (word=7) and `suffixes` too."""


class Stems:
    """Words, `stem*`s and `*endings` of compounds with something attached; the exact word wins, then the longest."""

    def __init__(self, entries: Iterable[str]) -> None:
        self.exact: set[str] = set()
        self.stems: set[str] = set()
        self.endings: set[str] = set()
        for entry in entries:
            kind = self.stems if entry.endswith("*") else self.endings if entry.startswith("*") else self.exact
            kind.add(entry.strip("*"))
        self._lengths = sorted({len(stem) for stem in self.stems}, reverse=True)
        self._tails = sorted({len(ending) for ending in self.endings}, reverse=True)

    def keys(self, word: str) -> list[str]:
        """Every entry that takes `word`, the most telling first."""
        found = [word] if word in self.exact else []
        fits = (word[:n] for n in self._lengths if n <= len(word))
        found += [stem + "*" for stem in fits if stem in self.stems]
        tails = (word[-n:] for n in self._tails if n < len(word))
        return found + ["*" + ending for ending in tails if ending in self.endings]


class Known(dict[str, Info]):
    """Surface token -> what it means, worked out at first sight."""

    def __init__(self, read: Callable[[str], Info]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, token: str) -> Info:
        if len(self) >= _CACHE:
            self.clear()
        info = self[token] = self._read(token)
        info.marks = bool(
            info.value
            or info.topics
            or info.ends
            or info.contrasts
            or info.shouted
            or info.negates
            or info.negates_after
        )
        info.holds = bool(info.gate and (info.gate.loose or info.gate.alone))
        return info


class Pieces(dict[str, Piece]):
    """What stands between two blanks -> its tokens; most of it was seen before."""

    def __init__(self, infos: Known, lang: str, abbreviations: frozenset[str]) -> None:
        super().__init__()
        self._infos, self._lang, self._abbreviations = infos, lang, abbreviations

    def __missing__(self, text: str) -> Piece:
        infos: list[Info] = []
        spans = []
        for match in TOKEN.finditer(text):
            token, start = match.group(), match.start()
            if token in _QUOTES or (infos and token in _DOT and self._is_short(infos[-1].low)):
                continue
            for part in split_token(token, self._lang) or (token,):
                infos.append(self._infos[part])
                spans.append((start, start + len(part)))
                start += len(part)
        piece = Piece(tuple(infos), tuple(spans), len(infos))
        if len(self) >= _CACHE:
            self.clear()
        if len(text) <= _LONGEST:
            self[text] = piece
        return piece

    def _is_short(self, low: str) -> bool:
        """Is `low` written with a dot that ends no sentence?"""
        figure = len(low) <= 2 and low.isdecimal() and _NUMBER in self._abbreviations
        return figure or low in self._abbreviations


@dataclass
class Pack:
    """See `load_pack`. `pieces[what stands between two blanks]` is all the engine asks."""

    lang: str
    words: dict[str, Head]
    patterns: tuple[Pattern, ...]
    topics: dict[str, tuple[str, ...]]
    rules: dict[str, frozenset[str]]
    numbers: dict[str, float]
    emoji: dict[str, float]

    def __post_init__(self) -> None:
        self.infos = Known(self._read)
        self.pieces = Pieces(self.infos, self.lang, self.rules["abbreviation"])
        self.pairs = Pairs()
        self._anchored: dict[str, list[Pattern]] = {}
        for pattern in self.patterns:
            for word in sorted(pattern.anchor.words):
                self._anchored.setdefault(word, []).append(pattern)
        self._gates: dict[tuple[str, ...], Gate] = {}
        steps = (step for p in self.patterns for step in (p.anchor, *p.before, *p.after))
        self._atoms = Stems({word for step in steps for word in step.words})
        self._words = Stems(self.words)
        self._topics = Stems(self.topics)
        accented = () if self.lang in _LETTERS else sorted(self._words.exact | self._atoms.exact)
        self._folded = {without_accents(word): word for word in accented}
        self._suffixes = tuple(sorted(self.rules.get("suffixes", ()), key=len, reverse=True))

    def _read(self, token: str) -> Info:
        first = token[0]
        if first in ".!?…\n":
            return Info(token, atoms=frozenset(self._atoms.keys(".")), ends=True, cries=token.count("!"))
        if len(token) == 1 and first in ",;:()–—":
            return Info(token, atoms=frozenset(self._atoms.keys(token)), parts=True)
        if first.isalpha():
            return self._word(token)
        if first.isdecimal():
            return Info(token, atoms=frozenset(self._atoms.keys(token)), number=number_of(token), word=True)
        value = self.emoji.get(token)
        keys = self._atoms.keys(token)
        gate = self._gate(tuple(key for key in keys if key in self._anchored))
        return Info(token, atoms=frozenset(keys), gate=gate, value=value, emoji=value is not None)

    def _word(self, token: str) -> Info:
        low = lowered(token)
        low = _ALIAS.get(self.lang, {}).get(low, low)
        rules = self.rules
        atoms = self._atoms_of(low)
        info = Info(low, atoms=frozenset(atoms), word=True, shouted=len(token) > 2 and token.isupper())
        info.negates = low in rules["negate"]
        info.negates_after = low in rules["negate_after"]
        info.contrasts = low in rules["contrast"]
        info.half_negates = low in rules["half_negate"]
        info.bars = low in rules["bar"] or (info.negates and low not in _HALVES)
        info.only = low in rules["only"]
        info.steady = low in rules["steady"]
        info.boost = BOOST if low in rules["boost"] else -BOOST if low in rules["dampen"] else 0.0
        info.number = self.numbers.get(low)
        info.topics = tuple(dict.fromkeys(t for key in self._topics.keys(low) for t in self.topics[key]))
        info.gate = self._gate(tuple(atom for atom in atoms if atom in self._anchored))
        if not info.negates:
            self._value(info)
        return info

    def _gate(self, atoms: tuple[str, ...]) -> Gate | None:
        if atoms and atoms not in self._gates:
            self._gates[atoms] = gate_of(pattern for atom in atoms for pattern in self._anchored[atom])
        return self._gates.get(atoms)

    def _forms(self, low: str) -> Iterable[str]:
        """The word as written, then as it may have been meant: accents, ae for ä, lengthening, hyphens."""
        yield low
        if low in self._folded:
            yield self._folded[low]
        for plain, proper in _SPELLINGS.get(self.lang, ()):
            if plain in low:
                yield low.replace(plain, proper)
        yield from shortened(low)
        if "-" in low:
            yield from (part for part in low.split("-") if len(part) > 2)

    def _atoms_of(self, low: str) -> list[str]:
        for form in self._forms(low):
            keys = self._atoms.keys(form)
            if keys:
                return keys
        return []

    def _value(self, info: Info) -> None:
        for form in self._forms(info.low):
            head = self._look_up(form)
            if head is not None:
                longer = _LENGTHENED if form in shortened(info.low) else 1.0
                info.value, info.themes = head.weight * longer, head.themes
                return

    def _look_up(self, word: str) -> Head | None:
        for key in self._words.keys(word):
            return self.words[key]
        for suffix in self._suffixes:
            stem = word[: -len(suffix)]
            if len(stem) >= 3 and len(word) > 4 and word.endswith(suffix) and stem in self._words.exact:
                return self.words[stem]
        return None


_ALIAS = {
    "en": {"n't": "not", "nt": "not", "ca": "can", "wo": "will"},
    "fr": {
        "n'": "ne", "l'": "le", "d'": "de", "j'": "je", "m'": "me", "t'": "te", "s'": "se", "c'": "ce", "qu'": "que",
    },
    "it": {"l'": "lo", "d'": "di", "c'": "ci", "m'": "mi", "t'": "ti", "s'": "si", "un'": "una", "mezz'": "mezza"},
}  # fmt: skip


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """The languages we have packs for."""
    return frozenset(path.name for path in PACKS.iterdir() if (path / "words.txt").exists())


@lru_cache(maxsize=16)
def load_pack(lang: str) -> Pack:
    """The pack of `lang`. InputError names the file and line that cannot be read, or that there is none."""
    folder = PACKS / lang
    if lang not in languages():
        raise InputError(f"there is no word pack for “{lang}”; there are {', '.join(sorted(languages()))}")
    rules = {name: frozenset(body) for name, body in read_sets(folder / "rules.txt").items()}
    for name in RULES:
        rules.setdefault(name, frozenset())
    sets = read_sets(folder / "themes.txt")
    classes = {name[1:]: frozenset(words) for name, words in sets.items() if name.startswith("@")}
    common = _function_words(lang) | rules["negate"]
    return Pack(
        lang=lang,
        words=_words_of(lang, folder, rules),
        patterns=tuple(
            compile_pattern(source, head.weight, head.tags, head.themes, classes=classes, common=common.__contains__)
            for name in ("phrases.txt", "frames.txt", "safety.txt")
            for source, head in read_phrases(folder / name)
        ),
        topics=_topics(sets),
        rules=rules,
        numbers=_numbers(rules),
        emoji={char: head.weight for char, head in read_words(PACKS / "emoji.txt")},
    )


def _words_of(lang: str, folder: Path, rules: dict[str, frozenset[str]]) -> dict[str, Head]:
    """Our own words; VADER's for English; a borrowed big lexicon only for words that nothing of ours reads."""
    own = _vader(lang) | dict(read_words(folder / "words.txt"))
    ours, told = Stems(own), frozenset[str]().union(*(rules[name] for name in RULES), _function_words(lang))
    borrowed = read_words(folder / "lexicon.txt")
    return own | {word: head for word, head in borrowed if word not in told and not ours.keys(word)}


def _vader(lang: str) -> dict[str, Head]:
    if lang != "en":
        return {}
    lexicon: dict[str, float] = reference.SentimentIntensityAnalyzer().lexicon
    return {word: Head(value, (), frozenset()) for word, value in lexicon.items() if word[0].isalpha()}


def _topics(sets: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    topics: dict[str, tuple[str, ...]] = {}
    for name, words in sets.items():
        if not name.startswith("@"):
            for word in words:
                topics[word] = (*topics.get(word, ()), name)
    return topics


def _numbers(rules: dict[str, frozenset[str]]) -> dict[str, float]:
    pairs = (entry.partition("=") for entry in rules.get("numbers", ()))
    return {word: float(value) for word, _, value in pairs}


@lru_cache(maxsize=16)
def _function_words(lang: str) -> frozenset[str]:
    return frozenset(read_sets(PACKS / "function.txt").get(lang, ()))
