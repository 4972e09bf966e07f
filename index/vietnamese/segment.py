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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import chain
from typing import Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.vietnamese import crf
from index.vietnamese.normalise import nfc

_Value = TypeVar("_Value")

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

BOUNDARY: Final = np.zeros(2, np.int64)
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

_PIECE: Final = re.compile(r"\S+|\n")
_BEFORE_EMAIL: Final = re.compile("|".join(_BEFORE_EMAIL_PATTERNS.values()))
_BUT_EMAIL: Final = re.compile("|".join((_BEFORE_EMAIL_PATTERNS | _AFTER_EMAIL_PATTERNS).values()))
_LOCAL_PART_BEFORE: Final = re.compile(rf"{_LOCAL_PART}(?:(?=(?P<domain>{_AT_DOMAIN}))|)")
"""Always matches a whole run of characters that may be a local part, whatever comes after it."""


def words(text: str) -> list[str]:
    """The words of `text` in NFC, the syllables of each joined by underscores: `ViTokenizer.tokenize(text).split()`.

    Numbers, punctuation marks, links and email addresses are words as well.
    """
    composed = nfc(text)
    pieces = composed.replace("\n", " \n ").split(" ")  # most of which were seen before, as whole words are
    codes = np.fromiter(chain.from_iterable(map(_CODES_OF.__getitem__, pieces)), np.int64)
    code_points = _code_points(composed)
    letters = code_points[_is_kept(code_points)]
    separated = np.empty(len(letters) + len(codes), np.uint32)
    before_tokens = _token_ends(codes)[:-1] + np.arange(len(codes))
    is_letter = np.ones(len(separated), np.bool_)
    is_letter[before_tokens] = False
    separated[is_letter] = letters
    separated[before_tokens] = np.where(joined_tokens(codes), ord("_"), ord(" "))
    # A newline is a token to pyvi, which may even join it to a word; splitting drops it.
    return separated.tobytes().decode(*_CODE_POINTS).split()


# ── Tokens and their codes ─────────────────────────────────────────────────────────────────────────────────────────


def token_codes(composed: str) -> NDArray[np.int64]:
    """The codes of the tokens of a text in NFC, (n,). No token holds whitespace, but for newlines, which are tokens."""
    return np.fromiter(map(_CODE_OF.__getitem__, _tokens(composed)), np.int64)


class _Remembered(dict[str, _Value]):
    """What a function makes of every string seen; emptied when full. For a hit, `lru_cache` takes twice as long, as it
    moves what it hits."""

    CAPACITY: Final = 1 << 16

    def __init__(self, function: Callable[[str], _Value]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, key: str) -> _Value:
        if len(self) >= self.CAPACITY:
            self.clear()
        value = self[key] = self._function(key)
        return value


def _tokens(composed: str) -> Iterable[str]:
    return _tokens_with_emails(composed) if "@" in composed else _BUT_EMAIL.findall(composed)


def _tokens_with_emails(text: str) -> Iterator[str]:
    """The tokens of a text in which there may be email addresses."""
    for piece in _PIECE.findall(text):
        yield from _tokens_of_piece(piece) if "@" in piece else _BUT_EMAIL.findall(piece)


def _tokens_of_piece(piece: str) -> Iterator[str]:
    """The tokens of a run of characters without whitespace in which there may be email addresses.

    Trying for an address at every sign of a long rule (-----) would take quadratic time. But all that begin in one run
    of characters of a local part end with the same domain, so they are found beforehand.
    """
    emails = [found for found in _LOCAL_PART_BEFORE.finditer(piece) if found["domain"]]
    emails.reverse()  # the next one last
    at = 0
    while at < len(piece):
        while emails and emails[-1].end() <= at:
            emails.pop()
        is_email = bool(emails) and at >= emails[-1].start()
        token = (_BEFORE_EMAIL if is_email else _BUT_EMAIL).match(piece, at)
        end = token.end() if token else emails[-1].end("domain")
        yield piece[at:end]
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


_CODE_OF: Final = _Remembered(_code)
_CODES_OF: Final = _Remembered(lambda piece: tuple(map(_CODE_OF.__getitem__, _tokens(piece))))


# ── Labels ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def joined_tokens(codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each token belongs to the same word as the token before it, (n,).

    `codes` are those of any number of texts, one behind the other, `BOUNDARY` between them."""
    padded = np.concatenate([BOUNDARY, codes, BOUNDARY])
    is_token = padded != 0
    emissions = _emissions(padded >> _ROW_SHIFT & _ROW_MASK)[is_token]
    tokens = padded[is_token]
    starts = np.flatnonzero(~is_token[np.flatnonzero(is_token) - 1])
    joined = crf.viterbi(emissions, starts, _model().transitions)
    joins, capital = (tokens & _JOINS) != 0, (tokens & _CAPITAL) != 0
    joined &= joins
    joined[1:] &= joins[:-1] & (capital[:-1] | ~capital[1:])
    joined[starts] = False
    of_all = np.zeros(len(codes), np.bool_)
    of_all[is_token[len(BOUNDARY) : -len(BOUNDARY)]] = joined
    return of_all


def joined_within_lines(codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The same, but that no word holds a newline: pyvi at times joins one."""
    newline = (codes & _NEWLINE) != 0
    joined: NDArray[np.bool_] = joined_tokens(codes) & ~newline
    joined[1:] &= ~newline[:-1]
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


def token_spans(text: str, composed: str, codes: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where in `text` each token starts and ends, (n,) each; `codes` are those of `composed`, the text in NFC.

    Tokens leave out nothing but whitespace, so character k of all tokens is character k of the text without it.
    """
    kept = np.flatnonzero(_is_kept(_code_points(composed)))
    ends = _token_ends(codes)
    starts_in_text, ends_in_text = kept[ends[:-1]], kept[ends[1:] - 1] + 1
    if text != composed:
        return _realigned(starts_in_text, ends_in_text, composed, text)
    return starts_in_text, ends_in_text


def _token_ends(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the tokens end if nothing stands between them, (n + 1,), from 0 on: each starts where the last one ends."""
    ends = np.zeros(len(codes) + 1, np.int64)
    np.cumsum(codes >> _LENGTH_SHIFT, out=ends[1:])
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


# ── pyvi's dictionary and model ──────────────────────────────────────────────────────────────────────────────────────


def dictionary_entries() -> list[list[str]]:
    """The words of pyvi's dictionary in lower case, each as its syllables; 31,000 of one to eight."""
    text = (resources.files("pyvi") / "models" / "words.txt").read_text("utf-8")
    return [entry.split(" ") for entry in text.split("\n")]


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
    entries = dictionary_entries()
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
