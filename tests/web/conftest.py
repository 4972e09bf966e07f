from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.articles import ARTICLES
from tests.web.fake_engine import FakeEngine
from web import create_app


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(ARTICLES)


@pytest.fixture
def app(engine: FakeEngine) -> Flask:
    # Not TESTING: unexpected errors are to be answered, not raised.
    return create_app(engine)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
