"""How often the right article comes first, however it is typed: `make relevance DATA=folder`.

The folder holds news.jsonl.xz, legal.jsonl.xz and legal-questions.jsonl: articles as `tracuu index` takes them, and
questions with the ids of the articles that answer them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.bench.machine import described
from tests.bench.report import table
from tests.relevance import tasks
from tests.relevance.engines import ENGINES, Engine
from tests.relevance.measures import TEN, first_right, mrr, precision, success
from tests.relevance.ways import WAYS

COLUMNS = ("engine", *WAYS)


def main() -> None:
    """Prints a table a task, in Markdown."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("data", type=Path)
    options.add_argument("--questions", type=int, default=400, help="of each task")
    given = options.parse_args()
    print(f"# Relevance\n\n{described()}\n")
    for task in (
        tasks.legal_questions(given.data, given.questions),
        tasks.leads(given.data, given.questions),
        tasks.title_words(given.data, given.questions),
        tasks.words_alike_but_for_marks(given.data, given.questions),
    ):
        print(_section(task), flush=True)


def _section(task: tasks.Task) -> str:
    rows = []
    for kind in ENGINES:
        with tempfile.TemporaryDirectory() as folder:
            engine = kind(task.articles, Path(folder) / "index")
            rows.append((engine.name, *(_measured(engine, task, way) for way in WAYS)))
    what = "precision@10" if task.shared else "MRR@10 (success@1, success@10)"
    counts = f"{len(task.questions):,} questions over {len(task.articles):,} articles"
    return f"## {task.name}\n\n{counts}; {what}.\n\n{table(COLUMNS, rows)}\n"


def _measured(engine: Engine, task: tasks.Task, way: str) -> str:
    typed = [WAYS[way](each.text, Random(f"{way} {each.text}"))[: tasks.LONGEST] for each in task.questions]
    found = [engine.ask(text) for text in typed]
    rights = [each.right for each in task.questions]
    if task.shared:
        return f"{_mean([precision(*each) for each in zip(found, rights, strict=True)]):.3f}"
    ranks = [first_right(*each) for each in zip(found, rights, strict=True)]
    return f"{mrr(ranks):.3f} ({success(ranks, 1):.2f}, {success(ranks, TEN):.2f})"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    main()
