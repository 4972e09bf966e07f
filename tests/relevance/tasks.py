"""What is looked for: collections of real texts, with questions of which the right answers are known."""

from __future__ import annotations

import json
import lzma
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from pyvi import ViTokenizer

from index.vietnamese.fold import fold
from index.vietnamese.syllables import syllables

Article = dict[str, Any]

LONGEST = 512  # characters that a query may have
TITLE_WORDS = (2, 4)  # as pyvi joins them
LEAST_SENTENCE = 8  # syllables
SPAN = (5, 10)  # syllables
LEAST_ARTICLES = 10  # an article's word that differs from another in marks alone must be in so many
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class Question:
    """Something that is typed."""

    text: str
    right: frozenset[str]
    """The ids of the articles that answer it."""


@dataclass(frozen=True)
class Task:
    """Questions over one collection."""

    name: str
    articles: Sequence[Article]
    questions: Sequence[Question]
    shared: bool = False
    """Whether a question has many right answers, so that their share of the first ten counts, not the first's rank."""


def legal_questions(data: Path, count: int) -> Task:
    """Questions that lay people ask, over articles of law that answer them."""
    articles = list(_lines(data / "legal.jsonl.xz"))
    asked = [json.loads(line) for line in (data / "legal-questions.jsonl").read_text("utf-8").splitlines()]
    questions = [Question(each["q"], frozenset(each["relevant"])) for each in asked]
    return Task("Questions by lay people → article of law", articles, questions[:count])


def leads(data: Path, count: int) -> Task:
    """Sentences of leads, and runs of some words out of them, over articles that are kept without their leads."""
    articles = list(_lines(data / "news.jsonl.xz"))
    chance = Random("leads")
    questions = []
    for article in chance.sample(articles, len(articles)):
        sentences = [each for each in _SENTENCE_END.split(article["summary"]) if _length(each) >= LEAST_SENTENCE]
        if sentences:
            sentence = chance.choice(sentences)
            text = sentence if chance.random() < 0.5 else _run_of_words(sentence.split(), *SPAN, chance)
            questions.append(Question(text[:LONGEST], frozenset({article["id"]})))
    without_leads = [{**article, "summary": ""} for article in articles]
    return Task("A sentence of the lead, or some of its words → article without it", without_leads, questions[:count])


def title_words(data: Path, count: int) -> Task:
    """Some neighbouring words of a title."""
    articles = list(_lines(data / "news.jsonl.xz"))
    chance = Random("titles")
    by_title = defaultdict(set)
    for article in articles:
        by_title[article["title"]].add(article["id"])
    questions = []
    for article in chance.sample(articles, len(articles)):
        words = [word.replace("_", " ") for word in ViTokenizer.tokenize(article["title"]).split() if word[0].isalnum()]
        if len(words) >= TITLE_WORDS[1]:
            text = _run_of_words(words, *TITLE_WORDS, chance)
            questions.append(Question(text, frozenset(by_title[article["title"]])))
    return Task("Two to four words of a title → article", articles, questions[:count])


def words_alike_but_for_marks(data: Path, count: int) -> Task:
    """Two syllables that other two differ from in marks alone: bán đảo, bạn đào."""
    articles = list(_lines(data / "news.jsonl.xz"))
    having: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        for part in ("title", "summary", "body"):
            for pair in set(pairwise(syllables(article[part]).forms)):
                if all(form.isalpha() for form in pair):
                    having[" ".join(pair)].add(article["id"])
    alike = defaultdict(list)
    for pair, ids in having.items():
        if len(ids) >= LEAST_ARTICLES:
            alike[fold(pair)].append(pair)
    pairs = [pair for bare, rivals in sorted(alike.items()) if len(rivals) > 1 for pair in rivals if pair != bare]
    questions = [Question(pair, frozenset(having[pair])) for pair in Random("marks").sample(pairs, len(pairs))[:count]]
    return Task("Two syllables that have rivals in other marks", articles, questions, shared=True)


def _run_of_words(words: Sequence[str], least: int, most: int, chance: Random) -> str:
    length = min(chance.randint(least, most), len(words))
    at = chance.randrange(len(words) - length + 1)
    return " ".join(words[at : at + length])


def _length(text: str) -> int:
    return len(syllables(text).forms)


def _lines(path: Path) -> Iterator[Article]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
