"""JSON that is written fast, held against JSON that is written as Python's own library does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask, jsonify
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

halves = st.characters(categories=["Cs"])
strings = st.text(st.characters() | halves, max_size=10)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(-(2**80), 2**80) | st.floats() | strings,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(strings, inner, max_size=3),
    max_leaves=10,
)


def sent(app: Flask, value: Any) -> bytes:
    with app.app_context():
        return jsonify(value).data


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values)
def test_any_value(app: Flask, value: Any) -> None:
    """Whatever an article's further keys hold, the answer says it as Python's own JSON would: infinite numbers are
    null, integers have all their digits, and a question mark stands for half a surrogate pair."""
    without_infinities = json.loads(json.dumps(value), parse_constant=lambda _: None)
    said = json.dumps(without_infinities, ensure_ascii=False).encode(errors="replace")
    assert repr(json.loads(sent(app, value))) == repr(json.loads(said))


@pytest.mark.parametrize("value", [2**63, 2**64, -(2**63) - 1, 10**40])
def test_long_integers(app: Flask, value: int) -> None:
    """Integers of more than 64 bits keep their digits."""
    assert sent(app, {"number": value}) == f'{{"number":{value}}}\n'.encode()


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_infinite_numbers(app: Flask, value: float) -> None:
    """What JSON has no number for is null, with or without halves of surrogate pairs beside it."""
    assert sent(app, {"number": value}) == b'{"number":null}\n'
    assert sent(app, {"number": value, "half": "\ud800"}) == b'{"number":null,"half":"?"}\n'
