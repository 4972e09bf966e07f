"""Other processes that read files and prepare their articles for the store: the work of an indexing run but for the
commits, which stay with the process that has the store.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from index.errors import IndexNotWritable, TracuuError
from index.settings import Settings

if TYPE_CHECKING:  # the processes are started before all of this is imported, here and there at the same time
    from index.old_texts import Conversion
    from index.readers import Piece, Unreadable
    from index.store import Prepared

_ARTICLES_IN_A_PIECE = 1 << 32


@dataclass
class Outcome:
    """What became of a piece."""

    indexed: int = 0
    """Articles."""
    problems: list[Unreadable] = field(default_factory=list)
    conversions: list[Conversion] = field(default_factory=list)
    """Of those articles that came in an old encoding."""


class Workers:
    """Some processes, each of which works on one piece at a time. They begin at once; a `with` block ends them.

    Every verb raises what a worker meets: `IndexNotWritable`, also for one that was killed."""

    def __init__(self, count: int, settings: Settings) -> None:
        spawn = multiprocessing.get_context("spawn")  # a forked process would share the lock, the maps and the threads
        self._processes: dict[Connection, BaseProcess] = {}
        self._busy: dict[Connection, int] = {}  # connection → number of the piece
        self._outcomes: dict[int, Outcome] = {}
        for _ in range(count):
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=_work, args=(theirs, settings), daemon=True)
            process.start()
            theirs.close()  # so that the pipe ends with the process
            self._processes[ours] = process

    def __len__(self) -> int:
        """How many there are."""
        return len(self._processes)

    def read(self, pieces: Iterable[Piece | Unreadable]) -> Iterator[Outcome]:
        """Reads and prepares all pieces; what became of each, in their order."""
        from index.readers import Unreadable

        told = 0
        for number, piece in enumerate(pieces):
            if isinstance(piece, Unreadable):
                self._outcomes[number] = Outcome(problems=[piece])
            else:
                idle = self._idle()
                self._send(idle, (number, piece))
                self._busy[idle] = number
            while told in self._outcomes:
                yield self._outcomes.pop(told)
                told += 1
        self._finish_pieces()
        for number in sorted(self._outcomes):
            yield self._outcomes.pop(number)

    def prepared(self) -> list[Prepared]:
        """What all workers have prepared since the last call."""
        self._finish_pieces()
        for connection in self._processes:
            self._send(connection, None)
        return [self._receive(connection) for connection in self._processes]

    def __enter__(self) -> Self:
        """Themselves."""
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Ends the processes, whatever they are doing; the store removes what they leave."""
        processes, self._processes = self._processes, {}
        for connection, process in processes.items():
            connection.close()
            process.kill()
        for process in processes.values():
            process.join()

    def _idle(self) -> Connection:
        """A worker that has nothing to do, when there is one."""
        if len(self._busy) == len(self._processes):
            self._finish(wait(list(self._busy)))
        return next(connection for connection in self._processes if connection not in self._busy)

    def _finish_pieces(self) -> None:
        while self._busy:
            self._finish(wait(list(self._busy)))

    def _finish(self, ready: list[Any]) -> None:
        for connection in ready:
            self._outcomes[self._busy.pop(connection)] = self._receive(connection)

    def _send(self, connection: Connection, task: tuple[int, Piece] | None) -> None:
        try:
            connection.send(task)
        except OSError:
            raise self._lost(connection) from None

    def _receive(self, connection: Connection) -> Any:
        try:
            answer = connection.recv()
        except (EOFError, OSError):
            raise self._lost(connection) from None
        if isinstance(answer, TracuuError):
            raise answer
        return answer

    def _lost(self, connection: Connection) -> IndexNotWritable:
        process = self._processes[connection]
        process.join()
        return IndexNotWritable(
            f"a process that was indexing ended (exit code {process.exitcode}); "
            "the index holds what it held at the last commit"
        )


def _work(connection: Connection, settings: Settings) -> None:
    """The life of a worker: pieces come, outcomes go; for None, what is prepared goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the process that has the store ends the others
    from index.readers import Unreadable, read_piece
    from index.store import open_preparer
    from index.units import units_of, with_unit

    try:
        units = units_of(settings)
    except TracuuError:
        return  # the process that has the store meets the same and tells it
    preparer = open_preparer(settings)
    while True:
        try:
            task = cast("tuple[int, Piece] | None", connection.recv())
        except EOFError:
            return  # the process that has the store is gone
        answer: Outcome | Prepared | TracuuError
        try:
            if task is None:
                answer = preparer.finish()
            else:
                answer = Outcome()
                number, piece = task
                for found in read_piece(piece):
                    if isinstance(found, Unreadable):
                        answer.problems.append(found)
                    else:
                        article = with_unit(found.article, units)
                        preparer.add(number * _ARTICLES_IN_A_PIECE + answer.indexed, article)
                        if found.conversion:
                            answer.conversions.append(found.conversion)
                        answer.indexed += 1
        except TracuuError as error:
            answer = error
        connection.send(answer)
