"""The HTTP edge: a JSON API and the pages that stand on the same search. Nothing below it knows of HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from search.engine import SearchEngine
    from web.writer import Writer


def create_app(
    engine: SearchEngine, settings: Mapping[str, Any] | None = None, *, writer: Writer | None = None
) -> Flask:
    """The application that answers from `engine`, and lets nobody write unless there is a `writer`; `settings` are
    Flask's own configuration values."""
    # Flask takes a while to import, and the command line, which is a part of this package, mostly does without it.
    from web import factory

    return factory.create_app(engine, settings, writer)
