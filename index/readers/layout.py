"""The lines around an article that say something about it: who wrote it, its tags, what else there is to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.clean import distinct
from index.vietnamese.normalise import nfc

AUTHOR_LABELS = {"tác giả", "tác giả bài viết", "tin, ảnh", "tin và ảnh", "bài, ảnh", "bài và ảnh"}
TAG_LABELS = {"tags", "tag", "từ khóa", "từ khoá"}
RELATED_HEADINGS = {
    "tin liên quan",
    "các tin liên quan",
    "tin bài liên quan",
    "bài viết liên quan",
    "tin cùng chuyên mục",
}
"""Headings after which nothing belongs to the article any more."""

CREDITS_WITHIN = 6
"""How many of the last lines may be credits: a review of a book has its own “Tác giả:” further up."""


class Credited(NamedTuple):
    """The paragraphs of an article and what the lines after them said."""

    paragraphs: list[str]
    authors: tuple[str, ...]
    tags: tuple[str, ...]


def split_credits(lines: Sequence[str]) -> Credited:
    """Take authors, tags and related reading out of the lines of an article; blank lines and outer blanks go too."""
    paragraphs = [line.strip() for line in _until_related(lines) if line.strip()]
    return Credited(paragraphs, _take(paragraphs, AUTHOR_LABELS), _take(paragraphs, TAG_LABELS))


def _until_related(lines: Sequence[str]) -> Sequence[str]:
    for number, line in enumerate(lines):
        if _plain(line.strip().rstrip(":")) in RELATED_HEADINGS:
            return lines[:number]
    return lines


def _take(paragraphs: list[str], labels: set[str]) -> tuple[str, ...]:
    """Remove the last line that begins with one of the labels; the names after it."""
    for number in range(len(paragraphs) - 1, max(-1, len(paragraphs) - 1 - CREDITS_WITHIN), -1):
        label, colon, names = paragraphs[number].partition(":")
        if colon and _plain(label) in labels:
            del paragraphs[number]
            return distinct(re.split("[,;]", names))
    return ()


def _plain(text: str) -> str:
    return " ".join(nfc(text).casefold().split())
