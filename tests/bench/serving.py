"""How many requests a second a server answers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench import report
from tests.bench.ours import Server, has_option, path_of
from tests.bench.plan import Plan
from tests.bench.report import Section

_CONNECTIONS = 4

_SCRIPT = """
local paths = {{ {paths} }}
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""


def serving(plan: Plan) -> Iterator[Section]:
    """Requests a second with one worker process and with two."""
    wrk = shutil.which("wrk")
    notes = [] if wrk else ["Left out: `wrk` is not installed."]
    with_workers = has_option("serve", "--workers")
    if not with_workers:
        notes.append("Two workers: left out, there is no option `--workers`.")
    ways: dict[str, tuple[str, ...]] = {"one worker": ("--workers", "1"), "two workers": ("--workers", "2")}
    if not with_workers:
        ways = {"one process": ()}
    rows = []
    for size in plan.sizes if wrk else ():
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(plan.rounds):
            for name, options in ways.items():
                with Server(plan.index(size), *options) as server:
                    rates[name].append(requests_per_second(wrk or "", server, plan))
        rate = {name: median(each) for name, each in rates.items()}
        first = next(iter(rate.values()))
        for name, each in rate.items():
            rows.append([f"{size:,} articles, {name}", report.digits(each), report.times(each / first)])
    yield Section(
        title="Requests a second",
        text=[
            f"`wrk` on the same machine, with one thread and {_CONNECTIONS} connections, asks the queries of "
            f"“Faceted search” one after the other for {plan.wrk_seconds} seconds, after one of warming up: medians "
            f"of {plan.rounds}."
        ],
        columns=["", "requests/s", "× one"],
        rows=rows,
        notes=notes,
    )


def requests_per_second(wrk: str, server: Server, plan: Plan) -> float:
    """What `wrk` counts. RuntimeError if any answer is an error."""
    script = plan.cache / "queries.lua"
    script.write_text(lua(plan.typed()), encoding="utf-8")
    _run(wrk, script, server, seconds=1)
    said = _run(wrk, script, server, plan.wrk_seconds)
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"wrk met errors:\n{said}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found, said
    return float(found[1])


def lua(queries: list[str]) -> str:
    """The script that makes `wrk` ask the queries; addresses are plain ASCII, which JSON and Lua quote alike."""
    return _SCRIPT.format(paths=", ".join(json.dumps(path_of(query)) for query in queries))


def _run(wrk: str, script: Path, server: Server, seconds: int) -> str:
    command = [wrk, "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), server.url]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
