"""What is asked: words as people type them, taken from titles; always the same for the same articles."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from tests.bench.corpus import Article

LONGEST = 4
"""Syllables in a query."""


def typed(articles: Sequence[Article], count: int) -> list[str]:
    """So many different queries, mixed: two thirds spans of 1–4 syllables of a title, one third frequent words."""
    chance = random.Random(1)
    frequent = list(islice(_frequent(articles, sizes=(1, 2, 3)), count // 3))
    asked = dict.fromkeys(frequent)
    spans = _spans(articles, chance)
    for span in islice(spans, 100 * count):  # a small collection may not have enough different ones
        if len(asked) == count:
            break
        asked.setdefault(span)
    queries = list(asked)
    chance.shuffle(queries)
    return queries


def kinds(articles: Sequence[Article], count: int) -> dict[str, list[str]]:
    """Kind of query → up to `count` queries. Each kind has spans of its own: none warms the caches of another."""
    chance = random.Random(2)
    spans = dict.fromkeys(span for span in islice(_spans(articles, chance, 2, 3), 40 * count))
    own = iter([span for span in spans if any(_bare(syllable) != syllable for syllable in span.split())])
    return {
        "plain": list(islice(own, count)),
        "phrase": [f'"{span}"' for span in islice(own, count)],
        "prefix": [_unfinished(span) for span in islice(own, count)],
        "unmarked": [_bare(span) for span in islice(own, count)],
        "frequent word": list(islice(_frequent(articles, sizes=(1,)), count)),
        "phrase of frequent words": [f'"{pair}"' for pair in islice(_frequent(articles, sizes=(2,)), count)],
    }


def words(query: str) -> list[str]:
    """The words of a query, for peers that want them one by one."""
    return re.findall(r"\w+", query)


def is_marked(query: str) -> bool:
    """Whether every syllable bears a mark. Those mean themselves; for us the others stand for all their spellings."""
    return all(_bare(word) != word for word in words(query))


def _titles(articles: Sequence[Article]) -> Iterator[list[str]]:
    for article in articles:
        yield words(unicodedata.normalize("NFC", article["title"]).lower())


def _spans(
    articles: Sequence[Article], chance: random.Random, shortest: int = 1, longest: int = LONGEST
) -> Iterator[str]:
    """Spans of random titles, without end."""
    titles = [title for title in _titles(articles) if len(title) >= longest]
    while titles:
        title = chance.choice(titles)
        size = chance.randint(shortest, longest)
        start = chance.randrange(len(title) - size + 1)
        yield " ".join(title[start : start + size])


def _frequent(articles: Sequence[Article], sizes: Sequence[int]) -> Iterator[str]:
    """Words that stand one behind the other in most titles, the most frequent first."""
    found: Counter[str] = Counter()
    for title in _titles(articles):
        found.update(
            {" ".join(title[start : start + size]) for size in sizes for start in range(len(title) - size + 1)}
        )
    for span, _ in sorted(found.items(), key=lambda each: (-each[1], each[0])):
        if not any(word.isdigit() for word in span.split()):
            yield span


def _bare(text: str) -> str:
    """The text without tone and vowel marks, as it is typed in a hurry."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _unfinished(span: str) -> str:
    """The span while its last syllable is being typed: its first two letters are there."""
    *before, last = span.split()
    return " ".join([*before, f"{last[:2]}*"])
