"""Pages out of templates, in the language that was asked for."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for

from web import languages, wording
from web.article_ids import in_path
from web.escaping import KEPT, html, quoted
from web.languages import LANGUAGES, PARAMETER, VIETNAMESE, Language
from web.templating import Environment

_KEY = "tracuu.environments"

MACROS = {"ui": "_macros.html", "facets": "_facets.html", "hits": "_hits.html", "timeline": "_timeline.html"}
"""What templates call the macros of others. An `import` in each of them would be made anew for each page."""


def init_app(app: Flask) -> None:
    """Let `app` make pages in every language."""
    app.extensions[_KEY] = {}  # made when a page is asked for


def render(template: str, **values: Any) -> str:
    """The page that `template` makes of `values`."""
    language = languages.asked_for()
    environments: dict[tuple[str, str], Environment] = current_app.extensions[_KEY]
    key = language.code, request.script_root
    if key not in environments:
        environments[key] = _environment(current_app, language)
    switches = [(each, _address_in(each)) for each in LANGUAGES.values() if each is not language]
    kept = [] if language is VIETNAMESE else [(PARAMETER, language.code)]
    return (
        environments[key]
        .get_template(template)
        .render(home=home(language), switches=switches, language_kept=kept, **values)
    )


def home(language: Language) -> str:
    """The address of the start page."""
    return _page("pages.home", language)


def _page(endpoint: str, language: Language) -> str:
    said: dict[str, Any] = {} if language is VIETNAMESE else {PARAMETER: language.code}
    return url_for(endpoint, **said)


def _address_in(language: Language) -> str:
    """What was asked for, in another language; relative to the page itself."""
    said = [(name, value) for name, value in request.args.items(multi=True) if name != PARAMETER]
    if language is not VIETNAMESE:
        said.append((PARAMETER, language.code))
    return "?" + urlencode(said, errors="replace")


@lru_cache(KEPT)
def _iso(moment: date | datetime) -> str:
    return moment.isoformat()


def _environment(app: Flask, language: Language) -> Environment:
    """The application's templates in one language. Asking for the language at each of the hundred words of a page, as
    flask-babel does, takes longer than the search (9 µs a word)."""
    environment = Environment(app, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.settled = {"_": language.say, "url_for": app.url_for}
    environment.globals = {
        **environment.settled,
        "language": language,
        "counted": language.counted,
        "documentation": _page("documentation.page", language),
    }
    environment.filters = {
        **app.jinja_env.filters,
        "number": language.number,
        "day": lru_cache(KEPT)(language.day),
        "day_and_time": language.day_and_time,
        "numeric_day": languages.numeric_day,
        "iso": _iso,
        "html": html,
        "quoted": quoted,
        "in_path": in_path,
        **{word.__name__: partial(word, language) for word in wording.WORDS},
    }
    for name, template in MACROS.items():
        environment.globals[name] = environment.get_template(template).module
    return environment
