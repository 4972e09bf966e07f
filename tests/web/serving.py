"""A server in processes of its own, such as `tracuu serve` is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}

LONGEST = 180
"""Seconds after which a server is killed, whatever a test still waits for."""


class Serving(NamedTuple):
    process: subprocess.Popen[str]
    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


@contextmanager
def serving(index: Path, *options: str) -> Iterator[Serving]:
    """Runs `tracuu serve` on a free port, and gives it once it has said its address."""
    with serving_with("web", "serve", "--index", str(index), "--port", "0", *options) as server:
        yield server


@contextmanager
def serving_with(
    module: str, *options: str, folder: Path | None = None, said: Mapping[str, str] | None = None
) -> Iterator[Serving]:
    """Runs a module that serves on 127.0.0.1, in a folder, with more `said` in its environment."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env={**ENVIRONMENT, **(said or {})},
        start_new_session=True,  # as in a terminal of its own
    ) as process:
        deadline = threading.Timer(LONGEST, process.kill)
        deadline.start()
        try:
            assert process.stdout
            said = re.search(r"Listening on http://(127\.0\.0\.1):(\d+)/", "".join(_until_listening(process.stdout)))
            assert said
            yield Serving(process, said[1], int(said[2]))
        finally:
            process.terminate()
            process.wait()
            deadline.cancel()


def _until_listening(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line
        if "Listening" in line:
            return
