"""How good the first ten answers are."""

from __future__ import annotations

from collections.abc import Collection, Sequence

TEN = 10


def first_right(found: Sequence[str], right: Collection[str]) -> int | None:
    """The rank of the first right answer among the first ten, from 1; None if none is there."""
    return next((rank for rank, each in enumerate(found[:TEN], 1) if each in right), None)


def success(ranks: Sequence[int | None], within: int) -> float:
    """success@k: the share of questions with a right answer among the first `within`."""
    return sum(rank is not None and rank <= within for rank in ranks) / len(ranks)


def mrr(ranks: Sequence[int | None]) -> float:
    """MRR@10: the mean of one divided by the rank of the first right answer, 0 where there is none."""
    return sum(1 / rank for rank in ranks if rank) / len(ranks)


def precision(found: Sequence[str], right: Collection[str]) -> float:
    """precision@10: the share of right answers among the first ten; of fewer, if there are no ten right ones."""
    return sum(each in right for each in found[:TEN]) / min(TEN, len(right))
