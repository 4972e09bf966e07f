"""Whose turn it is to take a connection."""

from __future__ import annotations

import pytest

from web import turns
from web.turns import Turn


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in a list of its own."""
    now = [1000.0]
    monkeypatch.setattr(turns.time, "monotonic", lambda: now[0])
    return now


def test_a_single_server_takes_all() -> None:
    """Who is alone need not look at anybody."""
    turn = Turn.always()
    turn.say(500)
    assert turn.has_come()


def test_who_has_fewest() -> None:
    """It is the turn of those who have fewest connections; of several, whoever comes first."""
    first, second, third = Turn.of_each(3)
    for turn, connections in ((first, 2), (second, 1), (third, 1)):
        turn.say(connections)
    assert [turn.has_come() for turn in (first, second, third)] == [False, True, True]


def test_nobody_waits_for_who_is_gone() -> None:
    """A worker that hasn't begun yet, or has ended, is left nothing."""
    first, second = Turn.of_each(2)
    first.say(3)
    assert first.has_come()
    second.say(1)
    assert not first.has_come()
    second.say_gone()
    assert first.has_come()


def test_patience_ends(clock: list[float]) -> None:
    """A connection is left to others for a tenth of a second: then whoever looks takes it; the next is left anew."""
    busy, patient = Turn.of_each(2)
    busy.say(0)
    patient.say(1)
    patient.leave()
    assert patient.is_left
    assert not patient.has_come()
    clock[0] += 0.11
    assert patient.has_come()
    patient.take()
    assert not patient.is_left
    assert not patient.has_come()
