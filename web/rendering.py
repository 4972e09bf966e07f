"""Pages out of templates, in the language that was asked for."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for
from jinja2 import Environment

from web import languages, wording
from web.escaping import html, quoted
from web.languages import LANGUAGES, PARAMETER, VIETNAMESE, Language

if TYPE_CHECKING:
    from web.links import Links

_KEY = "tracuu.environments"


def init_app(app: Flask) -> None:
    """Let `app` make pages in every language."""
    app.extensions[_KEY] = {code: _environment(app, language) for code, language in LANGUAGES.items()}


def render(template: str, **values: Any) -> str:
    """The page that `template` makes of `values`."""
    language = languages.asked_for()
    environment: Environment = current_app.extensions[_KEY][language.code]
    switches = [(each, _address_in(each)) for each in LANGUAGES.values() if each is not language]
    kept = [] if language is VIETNAMESE else [(PARAMETER, language.code)]
    return environment.get_template(template).render(
        home=home(language), switches=switches, language_kept=kept, **values
    )


def home(language: Language) -> str:
    """The address of the start page."""
    said: dict[str, Any] = {} if language is VIETNAMESE else {PARAMETER: language.code}
    return url_for("pages.home", **said)


def _address_in(language: Language) -> str:
    """What was asked for, in another language; relative to the page itself."""
    said = [(name, value) for name, value in request.args.items(multi=True) if name != PARAMETER]
    if language is not VIETNAMESE:
        said.append((PARAMETER, language.code))
    return "?" + urlencode(said, errors="replace")


def _iso(moment: date | datetime) -> str:
    return moment.isoformat()


def _address_of(article_id: str, links: Links) -> str:
    """The article's page as HTML, the search remembered that `links` start from."""
    return html(links.article(article_id))


def _environment(app: Flask, language: Language) -> Environment:
    """The application's templates in one language. Asking for the language at each of the hundred words of a page, as
    flask-babel does, takes longer than the search (9 µs a word)."""
    environment = app.jinja_env.overlay()
    environment.globals = {
        **environment.globals,
        "language": language,
        "_": language.say,
        "counted": language.counted,
    }
    environment.filters = {
        **environment.filters,
        "number": language.number,
        "day": language.day,
        "day_and_time": language.day_and_time,
        "numeric_day": languages.numeric_day,
        "iso": _iso,
        "html": html,
        "quoted": quoted,
        "address_in": _address_of,
        **{word.__name__: partial(word, language) for word in wording.WORDS},
    }
    return environment
