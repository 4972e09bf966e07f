"""What the application that handles this request was made with."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from search.engine import SearchEngine

_KEY = "tracuu.engine"


def init_app(app: Flask, engine: SearchEngine) -> None:
    """Let the views of `app` read through `engine`."""
    app.extensions[_KEY] = engine


def engine() -> SearchEngine:
    """The engine that the views read through."""
    return cast(SearchEngine, current_app.extensions[_KEY])
