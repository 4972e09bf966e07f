"""Collections of any size for the benchmark: real articles, then articles put together from real sentences.

What is grown has the words, the lengths and the metadata of real articles, so that vocabulary and posting lists grow as
real ones do. It has no meaning: it measures speed and size, never relevance.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

Article = dict[str, Any]
"""An article as JSON has it, with `id`, `title`, `body`, `summary`, `published`, `authors`, `tags`, `unit`."""

GROWTH = 1
"""A new number for every change of `grown`, so that collections in the cache are grown anew."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_DONORS = 4
"""An article's sentences come from so many others, a run of neighbouring ones from each."""


def read(source: Path) -> list[Article]:
    """The articles of a file of JSON lines, also `.xz`; or of all such files in a folder."""
    files = sorted(source.glob("*.jsonl")) if source.is_dir() else [source]
    return [_whole(json.loads(line)) for file in files for line in _lines(file)]


def grown(real: Sequence[Article], size: int) -> Iterator[Article]:
    """So many articles: the real ones, then grown ones. A larger collection begins with the smaller one."""
    yield from real[:size]
    sentences = [_SENTENCE_END.split(article["body"]) for article in real]
    for number in range(len(real), size):
        chance = random.Random(number)
        model = chance.randrange(len(real))
        body = _recombined(sentences, len(sentences[model]), chance)
        published = f"{chance.randint(2010, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        yield {**real[model], "id": f"grown-{number:07}", "url": "", "body": body, "published": published}


def collection(source: Path, size: int, cache: Path) -> Path:
    """A file of JSON lines with `size` articles grown from `source`; made once and kept in `cache`."""
    status = source.stat()
    key = f"{source.resolve()} {status.st_size} {status.st_mtime_ns} {GROWTH}"
    path = cache / f"{hashlib.sha256(key.encode()).hexdigest()[:10]}-{size}.jsonl"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("w", encoding="utf-8") as file:
            for article in grown(read(source), size):
                file.write(json.dumps(article, ensure_ascii=False) + "\n")
        unfinished.rename(path)
    return path


def articles(collection: Path, limit: int | None = None) -> Iterator[Article]:
    """The articles of a collection, or the first ones, one at a time."""
    with collection.open(encoding="utf-8") as file:
        yield from map(json.loads, islice(file, limit))


def lead_and_body(article: Article) -> str:
    """What a peer is given beside the title."""
    return f"{article['summary']}\n{article['body']}"


def year(article: Article) -> int:
    """The year of publication; 0 where there is no date."""
    found = re.search(r"\d{4}", article["published"] or "")
    return int(found[0]) if found else 0


def _recombined(sentences: Sequence[list[str]], count: int, chance: random.Random) -> str:
    """`count` sentences or a few more, in paragraphs of up to five."""
    share = max(1, -(-count // _DONORS))
    taken: list[str] = []
    while len(taken) < count:
        donor = sentences[chance.randrange(len(sentences))]
        start = chance.randrange(max(1, len(donor) - share + 1))
        taken += donor[start : start + share]
    return "\n".join(" ".join(taken[start : start + 5]) for start in range(0, len(taken), 5))


def _lines(file: Path) -> Iterator[bytes]:
    with lzma.open(file) if file.suffix == ".xz" else file.open("rb") as opened:
        yield from filter(bytes.strip, opened)


def _whole(article: Article) -> Article:
    """The article with every key that a peer asks for."""
    authors = article.get("authors") or []
    empty = {"summary": "", "published": "", "tags": [], "unit": ""}
    return {**empty, **article, "authors": [authors] if isinstance(authors, str) else authors}
