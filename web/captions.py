"""Telling picture captions from paragraphs, where a text keeps no other trace of its pictures."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST_CAPTION = 160
"""Characters. The longest caption in the announcements we looked at names a speaker, his report and the event: 127."""

CLOSING = tuple(".!?:;…,”\"')")
"""A paragraph that ends so is part of the running text: a sentence, the head of a list, one of its items."""


def captions(paragraphs: Sequence[str]) -> tuple[bool, ...]:
    """Which paragraphs are captions: the short ones that don't end like a sentence, standing alone between others.

    Two such in a row are rather a list or a table, the first of a text rather a dateline."""
    loose = [len(text) <= LONGEST_CAPTION and not text.rstrip().endswith(CLOSING) for text in paragraphs]
    last = len(loose) - 1
    return tuple(
        is_loose and at > 0 and not loose[at - 1] and not (at < last and loose[at + 1])
        for at, is_loose in enumerate(loose)
    )
