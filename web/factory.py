"""Putting the application together: the blueprints, and what holds for every answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from search.engine import SearchEngine
from web import api, current, documentation, embed, errors, export, feeds, pages, rendering, writing
from web.article_ids import ArticleIdConverter
from web.caching import Revalidation
from web.compression import Compression
from web.headers import Headers
from web.limits import Limits, Rate
from web.rest import Api
from web.shortcut import Shortcut
from web.writer import Writer

OPENAPI: Mapping[str, Any] = {
    "API_TITLE": "Tra Cứu",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "info": {
            "description": "Full-text search over Vietnamese news and announcements. Words may be typed with or "
            "without marks. Parameters that are not known are ignored; keys may be added to answers. Every error is a "
            "problem (RFC 9457), as is the answer to what is no HTTP (400) or has headers of more than 256 KiB (431)."
        }
    },
}


A_DAY, A_YEAR = 86_400, 31_536_000
"""Seconds."""


class Answer(Response):
    """An answer that can always be sent: half a surrogate pair, which JSON can write and UTF-8 can't, becomes `?`."""

    def set_data(self, value: bytes | str) -> None:
        """Let the answer say `value`."""
        super().set_data(value.encode(errors="replace") if isinstance(value, str) else value)


class PlainJson(DefaultJSONProvider):
    """JSON with Vietnamese letters as themselves, keys in the order of the schemas, and null for infinite numbers."""

    ensure_ascii = False
    sort_keys = False

    def response(self, *args: Any, **kwargs: Any) -> Answer:
        """What a view answers, as JSON."""
        obj = self._prepare_response_obj(args, kwargs)
        try:
            written: bytes | str = orjson.dumps(obj, option=orjson.OPT_APPEND_NEWLINE)
        except orjson.JSONEncodeError:  # it refuses halves of surrogate pairs and integers of more than 64 bits
            written = self.dumps(obj, separators=(",", ":")) + "\n"
        return Answer(written, mimetype=self.mimetype)

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """`obj` as JSON that every reader of JSON takes."""
        try:
            return super().dumps(obj, allow_nan=False, **kwargs)
        except ValueError:  # Python reads and writes `Infinity` and `NaN`; an article's extra keys may hold them
            obj = json.loads(super().dumps(obj, **kwargs), parse_constant=lambda _: None)
            return super().dumps(obj, **kwargs)


class Application(Flask):
    """Flask, with answers that fit any article, and static files that are kept as long as their address allows."""

    response_class = Answer
    json_provider_class = PlainJson

    def send_static_file(self, filename: str, fingerprint: str = "") -> Response:
        """A static file, whatever version its address was made for."""
        return super().send_static_file(filename)

    def get_send_file_max_age(self, filename: str | None) -> int:
        """How long a browser may keep a static file, in seconds: its address changes with it if that has the
        fingerprint."""
        return A_YEAR if (request.view_args or {}).get("fingerprint") == _fingerprint() else A_DAY


def create_app(engine: SearchEngine, settings: Mapping[str, Any] | None, writer: Writer | None) -> Flask:
    """See `web.create_app`."""
    app = Application(__name__)
    app.config.update(OPENAPI, API_VERSION=version("tracuu"))
    app.config.from_prefixed_env("TRACUU")  # RATE and PROXIES
    app.config.update(settings or {})
    app.url_map.converters["article_id"] = ArticleIdConverter
    app.url_map.merge_slashes = False  # the two slashes of an id like https://… are meant

    current.init_app(app, engine, writer)
    errors.init_app(app)
    app.register_blueprint(pages.pages)
    app.register_blueprint(documentation.documentation)
    rendering.init_app(app)
    rest = Api(app)
    for blueprint in (api.search, api.articles, export.export, feeds.feeds, embed.embed, api.service):
        rest.register_blueprint(blueprint)
    if writer:
        rest.allow_writing(writing.writing)
    # In the path rather than behind it, so that modules that import each other by relative addresses have it, too.
    app.add_url_rule("/static/@<fingerprint>/<path:filename>", endpoint="static")
    app.url_defaults(_version_static_files)
    _surround(app, settings or {})
    return app


def _surround(app: Flask, settings: Mapping[str, Any]) -> None:
    """Lay around `app` what holds for every answer: outside of Flask, whose own hooks take several times as long."""
    rules = sorted(map(str, app.url_map.iter_rules()))
    engine = partial(current.engine_of, app)
    # Flask looks at the host by itself, where it is told of which to trust.
    searching: Any = app.wsgi_app if app.config.get("TRUSTED_HOSTS") else Shortcut(app, engine)
    answering = Revalidation(Compression(searching), engine, f"{rules}{dict(settings)}")
    rate = Rate(float(app.config["RATE"])) if app.config.get("RATE") else None
    surrounded: Any = Headers(Limits(answering, partial(_refuse, app), rate))
    if proxies := int(app.config.get("PROXIES", 0)):
        surrounded = ProxyFix(surrounded, x_for=proxies, x_proto=proxies, x_host=proxies)
    app.wsgi_app = surrounded  # type: ignore[method-assign]  # Flask's own way


def _refuse(app: Flask, error: HTTPException, environ: Any, start_response: Any) -> Any:
    """Answer with `error`, on a page or as a problem."""
    with app.request_context(environ):
        return errors.answer(error)(environ, start_response)


def _version_static_files(endpoint: str, values: dict[str, Any]) -> None:
    """Put the fingerprint into the addresses of static files: browsers may keep a file for good, yet see a new one."""
    if endpoint == "static":
        values.setdefault("fingerprint", _fingerprint())


@cache
def _fingerprint() -> str:
    """What tells the static files from those of any other version."""
    folder = Path(__file__).parent / "static"
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            digest.update(f"{file.relative_to(folder)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]
