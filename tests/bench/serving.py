"""How many requests a second a server answers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from tests.bench import report
from tests.bench.ours import Server, path_of
from tests.bench.plan import Plan
from tests.bench.report import Section

_CONNECTIONS = 4
_MANY_CONNECTIONS = 50

_SCRIPT = """
local paths = {{ {paths} }}
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""


def serving(plan: Plan) -> Iterator[Section]:
    """Requests a second with one worker process and with two; and what two do under load."""
    wrk = shutil.which("wrk")
    notes = [] if wrk else ["Left out: `wrk` is not installed."]
    sizes = plan.sizes if wrk else ()
    rows = []
    for size in sizes:
        rates: dict[str, list[float]] = {"one worker": [], "two workers": []}
        for _ in range(plan.rounds):
            for workers, name in enumerate(rates, 1):
                with Server(plan.index(size), "--workers", str(workers)) as server:
                    _warmed(wrk or "", server, plan)
                    rates[name].append(_asked(wrk or "", server, plan, _CONNECTIONS, plan.wrk_seconds).rate)
        rate = {name: median(each) for name, each in rates.items()}
        for name, each in rate.items():
            rows.append([f"{size:,} articles, {name}", report.digits(each), report.times(each / rate["one worker"])])
    yield Section(
        title="Requests a second",
        text=[
            f"`wrk` on the same machine, with one thread and {_CONNECTIONS} connections, asks the queries of "
            f"“Faceted search” one after the other for {plan.wrk_seconds} seconds, after {plan.warming_seconds} of "
            f"warming up: medians of {plan.rounds}."
        ],
        columns=["", "requests/s", "× one"],
        rows=rows,
        notes=notes,
    )
    yield Section(
        title="Under load",
        text=[
            f"Two workers, asked by `wrk` with {_MANY_CONNECTIONS} connections for {plan.load_seconds} seconds; no "
            "request fails. Milliseconds. “Alone” is the p50 with one connection: one core can't give more than one "
            "answer in that time."
        ],
        columns=["", "requests/s", "alone", "requests in that time", "p50", "p99", "p99 ÷ p50"],
        rows=[_under_load(wrk or "", size, plan) for size in sizes],
        notes=notes,
    )


def _under_load(wrk: str, size: int, plan: Plan) -> list[str]:
    with Server(plan.index(size), "--workers", "2") as server:
        _warmed(wrk, server, plan)
        alone = _asked(wrk, server, plan, 1, plan.wrk_seconds)
        load = _asked(wrk, server, plan, _MANY_CONNECTIONS, plan.load_seconds)
    return [
        f"{size:,} articles",
        report.digits(load.rate),
        report.ms(alone.p50),
        report.digits(load.rate * alone.p50 / 1000),
        report.ms(load.p50),
        report.ms(load.p99),
        report.times(load.p99 / load.p50),
    ]


class Counted(NamedTuple):
    """What `wrk` found."""

    rate: float
    """Requests a second."""
    p50: float
    p99: float
    """Milliseconds."""

    @classmethod
    def read(cls, said: str) -> Counted:
        """What it printed. RuntimeError if any answer was an error."""
        if "Non-2xx" in said or "Socket errors" in said:
            raise RuntimeError(f"wrk met errors:\n{said}")
        rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
        latency = {
            percent: float(number) * _MILLISECONDS[unit]
            for percent, number, unit in re.findall(r"^\s+(\d+)%\s+([\d.]+)(us|ms|s)\b", said, re.MULTILINE)
        }
        assert rate, said
        return cls(float(rate[1]), latency["50"], latency["99"])


_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def _warmed(wrk: str, server: Server, plan: Plan) -> None:
    _asked(wrk, server, plan, _CONNECTIONS, plan.warming_seconds)


def _asked(wrk: str, server: Server, plan: Plan, connections: int, seconds: int) -> Counted:
    """What `wrk` counts while it asks for so long."""
    script = plan.cache / "queries.lua"
    script.write_text(lua(plan.typed()), encoding="utf-8")
    command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s", "-s", str(script)]
    return Counted.read(subprocess.run([*command, server.url], check=True, capture_output=True, text=True).stdout)


def lua(queries: list[str]) -> str:
    """The script that makes `wrk` ask the queries; addresses are plain ASCII, which JSON and Lua quote alike."""
    return _SCRIPT.format(paths=", ".join(json.dumps(path_of(query)) for query in queries))
