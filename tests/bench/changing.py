"""How long it takes until a single change is committed, and until an engine that is running sees it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from index.article import Article
from index.settings import Settings
from index.store import ArticleStore, open_store
from tests.bench import report
from tests.bench.corpus import articles
from tests.bench.ours import InProcess
from tests.bench.plan import UNKNOWN_WORD, Plan
from tests.bench.report import Section

Change = Callable[[ArticleStore], object]


def changing(plan: Plan) -> Iterator[Section]:
    """One article put, replaced, deleted; each in a commit of its own."""
    for size in plan.sizes:
        copy = plan.cache / "changing"
        shutil.rmtree(copy, ignore_errors=True)
        # Files of an index never change, so that they need no copying; but the lock is one for all that share it.
        shutil.copytree(plan.index(size), copy, copy_function=os.link, ignore=shutil.ignore_patterns("*LOCK"))
        taken = _measured(copy, plan)
        shutil.rmtree(copy)
        yield Section(
            title=f"One article changed, {size:,} articles",
            text=[
                "Milliseconds from opening the index to write until the change is committed, and until a search "
                f"sees it in an engine that was open before; {plan.changes} times each. The longest has merged "
                "segments, if any did."
            ],
            columns=["", "committed, p50", "longest", "seen, p50", "longest"],
            rows=[[name, *_row([c for c, _ in each]), *_row([s for _, s in each])] for name, each in taken.items()],
        )


def _row(values: list[float]) -> list[str]:
    return [report.ms(median(values)), report.ms(max(values))]


def _measured(index: Path, plan: Plan) -> dict[str, list[tuple[float, float]]]:
    """Kind of change → milliseconds until it was committed and until it was seen."""
    engine = InProcess(index)
    engine.ask(UNKNOWN_WORD)
    (text,) = articles(plan.collection(plan.sizes[0]), 1)
    article = Article(id="", title=text["title"], body=text["body"], tags=tuple(text["tags"]), unit=text["unit"])
    taken: dict[str, list[tuple[float, float]]] = {"put": [], "replaced": [], "deleted": []}
    for number in range(plan.changes):
        # Each has a word of its own, by which it is found.
        new, old = (f"{UNKNOWN_WORD}{number}{letter}" for letter in "bc")
        put, replaced = (replace(article, id=f"bench-{number}", title=f"{article.title} {word}") for word in (new, old))
        taken["put"].append(_change(index, lambda store, a=put: store.put(a), engine, new, 1))
        taken["replaced"].append(_change(index, lambda store, a=replaced: store.put(a), engine, old, 1))
        taken["deleted"].append(_change(index, lambda store, a=put: store.delete(a.id), engine, old, 0))
    return taken


def _change(index: Path, change: Change, engine: InProcess, word: str, expected: int) -> tuple[float, float]:
    began = time.perf_counter()
    with open_store(Settings(index=index)) as store:
        change(store)
        store.commit()
    committed = time.perf_counter()
    while engine.ask(word) != expected:
        pass
    return (committed - began) * 1000, (time.perf_counter() - began) * 1000
