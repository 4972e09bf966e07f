"""The words of Vietnamese text, exactly as pyvi 0.1.1 finds them, many times faster and without scikit-learn.

A Vietnamese word is one or more syllables (hội nghị, hợp tác xã), and nothing in writing says where it ends.
pyvi splits a text into tokens and labels each with a linear-chain CRF: B_W begins a word, I_W continues one.
It makes a dict of features a token; here the same features are numbers in arrays, over whole texts at once.

Only this module knows pyvi. On first use it reads the two files of pyvi's package that hold the model and the
dictionary; it imports none of pyvi's modules, as they would bring scikit-learn along.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.vietnamese import crf
from index.vietnamese.normalise import nfc

# A token is one integer, its code: from the lowest bit on the three bits of the rules of joining …
_JOINS: Final = 1 << 0  # may be joined to a neighbour: is no punctuation and starts with no digit
_CAPITAL: Final = 1 << 1  # starts with a capital letter
_NEWLINE: Final = 1 << 2
# … its row in the emission tables, which is one bit for each test of case and then the number of its syllable …
_ROW_SHIFT: Final = 3
_CASE_TESTS: Final = ("isupper", "istitle", "isdigit")
_SYLLABLE_SHIFT: Final = len(_CASE_TESTS)
# … and its length in characters, so that no token's code is 0.
_LENGTH_SHIFT: Final = 32
_ROW_MASK: Final = (1 << (_LENGTH_SHIFT - _ROW_SHIFT)) - 1

_BOUNDARY: Final = np.zeros(2, np.int64)
"""Two codes of no token, between texts: features reach two tokens to either side, and none is to reach another text."""

_BEFORE_EMAIL_PATTERNS: Final = {
    "abbreviation": r"[A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\.",
    "special": r"==>|->|\.\.\.|>>|\n",
    "web": r"\w+://\S+",
}
_LOCAL_PART: Final = r"[a-zA-Z0-9_.+-]+"
_AT_DOMAIN: Final = r"@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+"
_AFTER_EMAIL_PATTERNS: Final = {
    "number": r"\d+(?:[.,_]\d+)+",
    "punctuation": r"[^\w\s]",
    "word": r"\w+",
}
"""pyvi's tokens in pyvi's order: the first that matches wins."""

_CODE_POINTS: Final = ("utf-32-le", "surrogatepass")
"""The encoding, and how it treats half a surrogate pair, that make a text an array of its characters."""

_SYLLABLE_ATTRIBUTE: Final = "word.lower():"

_BEFORE_EMAIL: Final = re.compile("|".join(_BEFORE_EMAIL_PATTERNS.values()))
_BUT_EMAIL: Final = re.compile("|".join((_BEFORE_EMAIL_PATTERNS | _AFTER_EMAIL_PATTERNS).values()))
_LOCAL_PART_BEFORE: Final = re.compile(rf"{_LOCAL_PART}(?:(?=(?P<domain>{_AT_DOMAIN}))|)")
"""Always matches a whole run of characters that may be a local part, whatever comes after it."""


def words(text: str) -> list[str]:
    """The words of `text` in NFC, the syllables of each joined by underscores: `ViTokenizer.tokenize(text).split()`.

    Numbers, punctuation marks, links and email addresses are words as well.
    """
    (tokens,) = _segment([text])
    code_points = _code_points(tokens.text)
    separators = np.where(tokens.joined, ord("_"), ord(" "))
    separated = np.insert(code_points[_is_kept(code_points)], _token_ends(tokens)[:-1], separators)
    # A newline is a token to pyvi, which may even join it to a word; splitting drops it.
    return separated.tobytes().decode(*_CODE_POINTS).split()


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of two or more tokens are: start and end in characters of `text` as it was given, in order.

    Tokens are pyvi's: syllables as a rule, but pyvi at times joins a quotation mark or other sign to a word. No span
    holds a newline.
    """
    return word_spans_of_all([text])[0]


def word_spans_of_all(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """`word_spans` of each of `texts`; for short texts, such as titles, several times faster than one by one."""
    return [_spans(text, tokens) for text, tokens in zip(texts, _segment(texts), strict=True)]


class _Tokens(NamedTuple):
    """The n tokens of one text, segmented into words."""

    text: str
    """The text in NFC."""
    codes: NDArray[np.int64]
    """(n,)"""
    joined: NDArray[np.bool_]
    """(n,): whether the token belongs to the same word as the token before it."""


def _segment(texts: Sequence[str]) -> list[_Tokens]:
    """The tokens of each of `texts`, segmented."""
    composed = [nfc(text) for text in texts]
    codes = [_codes(text) for text in composed]
    joined = _joined(codes)
    starts = np.cumsum([0, *map(len, codes)]).tolist()
    return [_Tokens(composed[i], codes[i], joined[starts[i] : starts[i + 1]]) for i in range(len(texts))]


def _spans(text: str, tokens: _Tokens) -> list[tuple[int, int]]:
    """The character spans in `text` of the words of two or more of its `tokens`."""
    newline = (tokens.codes & _NEWLINE) != 0
    joined = np.zeros(len(tokens.codes) + 1, np.bool_)
    joined[:-1] = tokens.joined & ~newline
    joined[1:-1] &= ~newline[:-1]
    heads = np.flatnonzero(joined[1:] & ~joined[:-1])
    tails = np.flatnonzero(joined[:-1] & ~joined[1:])
    starts, ends = _extents(tokens, heads, tails)
    if text != tokens.text:
        starts, ends = _realigned(starts, ends, tokens.text, text)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


# ── Tokens and their codes ─────────────────────────────────────────────────────────────────────────────────────────


def _codes(text: str) -> NDArray[np.int64]:
    """The codes of the tokens of `text`, (n,)."""
    return np.fromiter(chain.from_iterable(map(_CODES_BY_CHUNK.__getitem__, _chunks(text))), np.int64)


def _chunks(text: str) -> list[str]:
    """`text` split at whitespace, the newlines kept. No other token holds or looks across whitespace."""
    chunks: list[str] = []
    for line in text.split("\n"):
        chunks += line.split()
        chunks.append("\n")
    chunks.pop()
    return chunks


class _CodesByChunk(dict[str, tuple[int, ...]]):
    """The codes of the tokens of every chunk lately seen: texts are mostly runs of characters seen before.

    Emptied when full. `lru_cache` takes twice as long for a hit, because it moves what it hits.
    """

    CAPACITY: Final = 1 << 17

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        if len(self) >= self.CAPACITY:
            self.clear()
        codes = self[chunk] = _chunk_codes(chunk)
        return codes


_CODES_BY_CHUNK: Final = _CodesByChunk()


def _chunk_codes(chunk: str) -> tuple[int, ...]:
    """The codes of the tokens of a run of characters without whitespace, or of a newline."""
    return tuple(map(_code, _tokens_with_emails(chunk) if "@" in chunk else _BUT_EMAIL.findall(chunk)))


def _tokens_with_emails(chunk: str) -> Iterator[str]:
    """The tokens of a run of characters in which there may be email addresses.

    Trying for an address at every sign of a long rule (-----) would take quadratic time. But all that begin in one run
    of characters of a local part end with the same domain, so they are found beforehand.
    """
    emails = [found for found in _LOCAL_PART_BEFORE.finditer(chunk) if found["domain"]]
    emails.reverse()  # the next one last
    at = 0
    while at < len(chunk):
        while emails and emails[-1].end() <= at:
            emails.pop()
        is_email = bool(emails) and at >= emails[-1].start()
        token = (_BEFORE_EMAIL if is_email else _BUT_EMAIL).match(chunk, at)
        end = token.end() if token else emails[-1].end("domain")
        yield chunk[at:end]
        at = end


def _code(token: str) -> int:
    """All that the model and the rules of joining ask of a token, as one integer; the bits are named above."""
    # CRFsuite is given the names of attributes as C strings, which end at a NUL.
    syllable = _model().syllables.get(token.lower().partition("\0")[0], 0)
    case = token.isupper() << 0 | token.istitle() << 1 | token.isdigit() << 2
    # pyvi asks for a substring of string.punctuation, not for a character of it.
    joins = token not in string.punctuation and not token[0].isdigit()
    rules = _JOINS * joins | _CAPITAL * token[0].istitle() | _NEWLINE * (token == "\n")
    return len(token) << _LENGTH_SHIFT | (syllable << _SYLLABLE_SHIFT | case) << _ROW_SHIFT | rules


# ── Labels ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _joined(texts: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_]:
    """Whether each token of the `texts`, given as codes, is joined to the one before; (n,) for all of them together."""
    padded = np.concatenate([_BOUNDARY, *chain.from_iterable((codes, _BOUNDARY) for codes in texts)])
    is_token = padded != 0
    emissions = _emissions(padded >> _ROW_SHIFT & _ROW_MASK)[is_token]
    codes = padded[is_token]
    lengths = np.array([len(codes) for codes in texts], np.intp)
    starts = (np.cumsum(lengths) - lengths)[lengths > 0]
    joined = crf.viterbi(emissions, starts, _model().transitions)
    joins, capital = (codes & _JOINS) != 0, (codes & _CAPITAL) != 0
    joined &= joins
    joined[1:] &= joins[:-1] & (capital[:-1] | ~capital[1:])
    joined[starts] = False
    return joined


def _emissions(rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """By how much every token's own features favour I_W over B_W, (n,); `rows` are those of the emission tables."""
    model = _model()
    emissions = model.current[rows]
    emissions[1:] += model.previous[rows[:-1]]
    emissions[:-1] += model.following[rows[1:]]
    syllables = rows >> _SYLLABLE_SHIFT
    pairs = syllables[:-1] * model.base + syllables[1:]
    is_bigram = model.bigrams.contain(pairs)
    emissions[1:] += is_bigram * model.ends_bigram
    emissions[:-1] += is_bigram * model.begins_bigram
    is_trigram = model.trigrams.contain(pairs[:-1] * model.base + syllables[2:])
    emissions[2:] += is_trigram * model.ends_trigram
    emissions[:-2] += is_trigram * model.begins_trigram
    return emissions


# ── Offsets ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _extents(
    tokens: _Tokens, firsts: NDArray[np.intp], lasts: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where in their text those of the `tokens` start whose numbers are `firsts`, and where those of `lasts` end.

    Tokens leave out nothing but whitespace, so character k of all tokens is character k of the text without it.
    """
    kept = np.flatnonzero(_is_kept(_code_points(tokens.text)))
    ends = _token_ends(tokens)
    return kept[ends[firsts]], kept[ends[lasts + 1] - 1] + 1


def _token_ends(tokens: _Tokens) -> NDArray[np.int64]:
    """Where the tokens end if nothing stands between them, (n + 1,), from 0 on: each starts where the last one ends."""
    ends = np.zeros(len(tokens.codes) + 1, np.int64)
    np.cumsum(tokens.codes >> _LENGTH_SHIFT, out=ends[1:])
    return ends


def _code_points(text: str) -> NDArray[np.uint32]:
    """The characters of `text` as numbers, (len(text),)."""
    return np.frombuffer(text.encode(*_CODE_POINTS), "<u4")


def _is_kept(code_points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Whether each of `code_points` belongs to a token."""
    kept = _kept_code_points()
    return kept[np.minimum(code_points, len(kept) - 1)]


@cache
def _kept_code_points() -> NDArray[np.bool_]:
    """(m,): whether a code point is a newline or no whitespace; the last stands for all from there on."""
    beyond_whitespace = 0x3001
    return np.array([not chr(point).isspace() or chr(point) == "\n" for point in range(beyond_whitespace + 1)])


def _realigned(
    starts: NDArray[np.intp], ends: NDArray[np.intp], composed: str, text: str
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Offsets into `composed`, which is `text` in NFC, as offsets into `text`.

    Both have the same canonical decomposition but for the order of the marks on one letter. So the way goes over it;
    an offset that falls into the middle of a character of `text` is moved outwards.
    """
    from_composed, from_text = _decomposed_offsets(composed), _decomposed_offsets(text)
    return (
        np.searchsorted(from_text, from_composed[starts], side="right") - 1,
        np.searchsorted(from_text, from_composed[ends], side="left"),
    )


def _decomposed_offsets(text: str) -> NDArray[np.intp]:
    """Where each character of `text`, and its end, is in its canonical decomposition, (len(text) + 1,)."""
    characters, occurrences = np.unique(_code_points(text), return_inverse=True)
    lengths = np.array([len(unicodedata.normalize("NFD", chr(point))) for point in characters.tolist()], np.intp)
    return np.append(0, np.cumsum(lengths[occurrences]))


# ── pyvi's model ───────────────────────────────────────────────────────────────────────────────────────────────────


class _KeySet:
    """A set of integers that is asked for many at a time."""

    _FILTER_BITS: Final = 18

    def __init__(self, keys: NDArray[np.int64]) -> None:
        self._sorted = np.append(np.sort(keys), np.iinfo(np.int64).max)
        # Binary search is slow beside one look into a table that rules out most keys (a Bloom filter of one hash).
        self._filter = np.zeros(1 << self._FILTER_BITS, np.bool_)
        self._filter[self._hashes(keys)] = True

    def contain(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each of `keys`, (n,), is in the set."""
        found = self._filter[self._hashes(keys)]
        likely = np.flatnonzero(found)
        candidates = keys[likely]
        found[likely] = self._sorted[np.searchsorted(self._sorted, candidates)] == candidates
        return found

    def _hashes(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        return keys & ((1 << self._FILTER_BITS) - 1)


class _Model(NamedTuple):
    """pyvi's CRF and dictionary. Weights are leads: by how much a feature favours I_W over B_W.

    A row of the emission tables is a number of a lower-cased syllable, then a bit each for upper case, title case and
    digits; the tables have r rows, the row 0 of `previous` and `following` weighs nothing.
    """

    syllables: dict[str, int]
    """The numbers, from 1 on, of the lower-cased tokens that the CRF or the dictionary knows; 0 is any other token."""
    base: int
    """Greater than every number of a syllable: a pair is first · base + second, a triple pair · base + third."""
    current: NDArray[np.float64]
    """(r,): what a token weighs for its own label, its bias included."""
    previous: NDArray[np.float64]
    """(r,): what it weighs for the label of the token after it."""
    following: NDArray[np.float64]
    """(r,): what it weighs for the label of the token before it."""
    bigrams: _KeySet
    trigrams: _KeySet
    ends_bigram: float
    begins_bigram: float
    ends_trigram: float
    begins_trigram: float
    transitions: NDArray[np.float64]
    """(2, 2), from B_W and I_W to B_W and I_W."""


@cache
def _model() -> _Model:
    """The model of the installed pyvi; read on first use, which takes about a tenth of a second."""
    models = resources.files("pyvi") / "models"
    model = crf.read_model(crf.unpickle_model_file((models / "pyvi3.pkl").read_bytes()))
    order = [model.labels.index(label) for label in ("B_W", "I_W")]
    leads = dict(zip(model.attributes, np.diff(model.state_weights[:, order]).ravel().tolist(), strict=True))
    entries = [entry.split(" ") for entry in (models / "words.txt").read_text("utf-8").split("\n")]
    bigrams = [entry for entry in entries if len(entry) == 2 and all(entry)]
    trigrams = [entry for entry in entries if len(entry) == 3 and all(entry)]
    seen_in_training = (name.partition(_SYLLABLE_ATTRIBUTE)[2] for name in leads if _SYLLABLE_ATTRIBUTE in name)
    known = dict.fromkeys(chain(seen_in_training, *bigrams, *trigrams))
    syllables = {syllable: number for number, syllable in enumerate(known, start=1)}
    return _Model(
        syllables=syllables,
        base=len(syllables) + 1,
        current=_emission_table("", leads, syllables) + leads["bias"],
        previous=_emission_table("-1:", leads, syllables),
        following=_emission_table("+1:", leads, syllables),
        bigrams=_keys(bigrams, syllables),
        trigrams=_keys(trigrams, syllables),
        ends_bigram=leads["-1:word.bi_gram()"],
        begins_bigram=leads["+1:word.bi_gram()"],
        ends_trigram=leads["-2:word.tri_gram()"],
        begins_trigram=leads["+2:word.tri_gram()"],
        transitions=model.transition_weights[np.ix_(order, order)],
    )


def _emission_table(place: str, leads: Mapping[str, float], syllables: Iterable[str]) -> NDArray[np.float64]:
    """What a token at `place` ("" the labelled one, "-1:" before it, "+1:" after it) weighs, (r,)."""
    by_syllable = [0.0, *(leads.get(f"{place}{_SYLLABLE_ATTRIBUTE}{syllable}", 0.0) for syllable in syllables)]
    by_case = np.zeros(1 << len(_CASE_TESTS))
    for bit, test in enumerate(_CASE_TESTS):
        by_case += leads.get(f"{place}word.{test}()", 0.0) * (np.arange(len(by_case)) >> bit & 1)
    return np.add.outer(by_syllable, by_case).ravel()


def _keys(entries: Sequence[Sequence[str]], syllables: Mapping[str, int]) -> _KeySet:
    """The dictionary `entries`, of equally many syllables each, as the set of their pairs or triples."""
    numbers = np.array([[syllables[syllable] for syllable in entry] for entry in entries], np.int64)
    powers = (len(syllables) + 1) ** np.arange(numbers.shape[1])[::-1]
    return _KeySet(numbers @ powers)
