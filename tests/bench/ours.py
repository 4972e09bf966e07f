"""Our own engine: indexed by the command line, asked in process through its port and over HTTP as users do."""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import urlencode, urlsplit

from search.engine import open_engine
from search.query import SearchQuery
from tests.bench.peers import FACET_VALUES, HITS

ROOT = Path(__file__).parents[2]
"""The project, whose packages are measured even if others are installed."""

_STARTING_SECONDS = 60


class InProcess:
    """The engine through its port."""

    name = "Tra Cứu, in process"
    every = 1

    def __init__(self, index: Path) -> None:
        self._engine = open_engine(index)

    def ask(self, query: str) -> int:
        """Makes the whole answer, and gives its total."""
        return self._engine.search(SearchQuery(text=query, per_page=HITS, facet_size=FACET_VALUES)).total


class OverHttp:
    """The JSON endpoint, on one connection that is kept from entering the block to leaving it."""

    name = "Tra Cứu, over HTTP"
    every = 1

    def __init__(self, server: Server) -> None:
        address = urlsplit(server.url)
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port)

    def __enter__(self) -> Self:
        """Itself; it connects when it is first asked."""
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Hangs up."""
        self._connection.close()

    def ask(self, query: str) -> int:
        """Takes the whole answer; of the JSON only the total is read, as peers in process don't parse any either."""
        return self._total(path_of(query), rb'"total":\s*(\d+)')

    def _total(self, path: str, pattern: bytes) -> int:
        """The first group of `pattern` in what is answered."""
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path} was answered with {answer.status}: {content[:200]!r}")
        total = re.search(pattern, content)
        assert total, "an answer without its total"
        return int(total[1].replace(b".", b""))


class OverHttpAsThePage(OverHttp):
    """The JSON endpoint, asked for what a results page shows."""

    name = "JSON"

    def ask(self, query: str) -> int:
        """Takes the whole answer."""
        return self._total(f"/api/v1/search?{urlencode({'q': query, 'facet_size': 8})}", rb'"total":\s*(\d+)')


class ResultsPage(OverHttp):
    """The page that people get."""

    name = "results page"

    def ask(self, query: str) -> int:
        """Takes the whole page, without the files that it loads; its heading says the total."""
        return self._total(f"/?{urlencode({'q': query})}", rb"<h1>\s*([\d.]+)")


def path_of(query: str) -> str:
    """The address of a search, without the host."""
    return f"/api/v1/search?{urlencode({'q': query, 'per_page': HITS, 'facet_size': FACET_VALUES})}"


class Server:
    """`tracuu serve` on a free port of this machine, from entering the block to leaving it."""

    def __init__(self, index: Path, *options: str) -> None:
        self._command = command("serve", "--host", "127.0.0.1", "--port", "0", "--index", str(index), *options)
        self.url = ""

    def __enter__(self) -> Self:
        """Starts it and waits until it says where it listens."""
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout
        try:
            self.url = self._listening(self._process.stdout)
        except BaseException:
            self._end()
            raise
        return self

    def _listening(self, said: IO[str]) -> str:
        for line in said:
            if found := re.search(r"http://\S+", line):
                return found[0]
        raise RuntimeError(f"`{' '.join(self._command)}` ended without listening")

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Ends it, and waits until it has."""
        self._end()

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_STARTING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def anonymous_memory(self) -> int | None:
        """Bytes of memory that only this server has, its workers' included: no mapped file counts. None where the
        system doesn't tell (Linux does)."""
        try:
            return sum(_anonymous(pid) for pid in _family(self._process.pid))
        except OSError:
            return None


def _anonymous(pid: int) -> int:
    found = re.search(r"^Anonymous:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _family(pid: int) -> Iterator[int]:
    """A process and those that it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def command(*arguments: str) -> list[str]:
    """The command `tracuu` with these arguments, of this project."""
    return [sys.executable, "-m", "web", *arguments]


def environment() -> dict[str, str]:
    """What our commands find in their environment: nothing that configures `tracuu`."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TRACUU_")} | {
        "PYTHONUNBUFFERED": "1"
    }


@cache
def has_option(name: str, option: str) -> bool:
    """Whether the command of this name has such an option."""
    said = subprocess.run(
        command(name, "--help"), cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    return option in said.stdout


def index_time(collection: Path, folder: Path, *options: str) -> float:
    """Seconds that `tracuu index` takes from JSON lines to an index in `folder`, made anew; its start included."""
    shutil.rmtree(folder, ignore_errors=True)
    began = time.perf_counter()
    subprocess.run(
        command("index", str(collection), "--index", str(folder), *options),
        cwd=ROOT,
        env=environment(),
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - began


def indexed(collection: Path, cache_folder: Path) -> Path:
    """Our index of a collection, made once for each state of the code in `index/` and kept in `cache_folder`."""
    folder = cache_folder / f"{collection.stem}-tracuu-{_code_of('index')}"
    if not folder.exists():
        for outdated in cache_folder.glob(f"{collection.stem}-tracuu-*"):
            shutil.rmtree(outdated)
        unfinished = folder.with_suffix(".unfinished")
        index_time(collection, unfinished)
        unfinished.rename(folder)
    return folder


@cache
def _code_of(package: str) -> str:
    """What tells the code of a package, as it was when it was first asked, from any other state of it."""
    files: Sequence[Path] = sorted((ROOT / package).rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


def size_of(folder: Path) -> int:
    """The bytes of the files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
