"""Putting the application together: the blueprints, and what holds for every answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import PathConverter
from werkzeug.wrappers import Response

from search.engine import SearchEngine
from web import api, current, errors, pages, wording
from web.rest import Api

SECURITY_HEADERS: Mapping[str, str] = {
    # Everything a page needs is served from here, and nothing stands inline: injected markup stays inert.
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    # What somebody searched for stands in the address; the sites that results link to need not learn it.
    "Referrer-Policy": "same-origin",
}

OPENAPI: Mapping[str, Any] = {
    "API_TITLE": "Tra Cứu",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "info": {
            "description": "Full-text search over Vietnamese news and announcements. Words may be typed with or "
            "without marks. Parameters that are not known are ignored; keys may be added to answers."
        }
    },
}


class ArticleIdConverter(PathConverter):
    """Article ids are any text, web addresses among them: they may begin with a slash and hold several."""

    regex = ".+?"
    part_isolating = False


def create_app(engine: SearchEngine, settings: Mapping[str, Any] | None = None) -> Flask:
    """The application that answers from `engine`; `settings` are Flask's own configuration values."""
    app = Flask(__name__)
    app.config.update(OPENAPI, API_VERSION=version("tracuu"), SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365))
    app.config.update(settings or {})
    _say_json_plainly(app)
    app.url_map.converters["article_id"] = ArticleIdConverter
    app.url_map.merge_slashes = False  # the two slashes of an id like https://… are meant
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    current.init_app(app, engine)
    errors.init_app(app)
    wording.init_app(app)
    app.register_blueprint(pages.pages)
    rest = Api(app)
    for blueprint in (api.search, api.articles, api.service):
        rest.register_blueprint(blueprint)
    app.after_request(_secure)
    app.url_defaults(_version_static_files)
    return app


def _say_json_plainly(app: Flask) -> None:
    """Vietnamese letters as themselves, keys in the order of the schemas."""
    provider = DefaultJSONProvider(app)
    provider.ensure_ascii = False
    provider.sort_keys = False
    app.json = provider


def _secure(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _version_static_files(endpoint: str, values: dict[str, Any]) -> None:
    """Put a fingerprint into the addresses of static files: browsers may keep a file for good, yet see a new one."""
    if endpoint == "static" and "filename" in values:
        values["v"] = _fingerprint(values["filename"])


@cache
def _fingerprint(filename: str) -> str:
    return hashlib.sha256((Path(__file__).parent / "static" / filename).read_bytes()).hexdigest()[:12]
