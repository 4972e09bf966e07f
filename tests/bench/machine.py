"""On what the numbers were taken."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def described() -> str:
    """Date, machine and versions, as Markdown."""
    return "\n".join(f"- {name}: {value}" for name, value in _facts())


def _facts() -> Iterator[tuple[str, str]]:
    yield "Date", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    yield "Processor", _processor()
    yield "Cores", str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())
    yield "Memory", _memory()
    yield "System", _system()
    if hasattr(os, "getloadavg"):
        yield "Load when it began", f"{os.getloadavg()[0]:.1f} (near 0 on a quiet machine)"
    yield "Python", f"{platform.python_implementation()} {platform.python_version()}"
    yield "Versions", ", ".join(_versions())


def _versions() -> Iterator[str]:
    for package in ("tracuu", "numpy", "whoosh3", "pyvi", "tantivy"):
        with suppress(PackageNotFoundError):
            yield f"{package} {version(package)}"
    yield f"SQLite {sqlite3.sqlite_version}"


def _processor() -> str:
    with suppress(OSError):
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        if found:
            return found[1]
    return platform.processor() or platform.machine()


def _memory() -> str:
    with suppress(OSError):
        found = re.search(r"^MemTotal:\s+(\d+) kB", Path("/proc/meminfo").read_text(), re.MULTILINE)
        if found:
            return f"{int(found[1]) / 2**20:.1f} GiB"
    return "unknown"


def _system() -> str:
    with suppress(OSError):
        kernel = platform.release().partition("-")[0]
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.system()} {kernel}"
    return platform.platform()
