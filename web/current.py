"""What the application that handles this request was made with."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from search.engine import SearchEngine
from web.writer import Writer

_KEY, _WRITER = "tracuu.engine", "tracuu.writer"


def init_app(app: Flask, engine: SearchEngine, writer: Writer | None) -> None:
    """Let the views of `app` read through `engine` and write through `writer`; without one there are none that do."""
    app.extensions[_KEY] = engine
    app.extensions[_WRITER] = writer


def engine() -> SearchEngine:
    """The engine that the views read through."""
    return cast(SearchEngine, current_app.extensions[_KEY])


def engine_of(app: Flask) -> SearchEngine:
    """The engine that `app` was made with."""
    return cast(SearchEngine, app.extensions[_KEY])


def writer() -> Writer:
    """What the writing views write through."""
    return cast(Writer, current_app.extensions[_WRITER])
