"""What templates become."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import DictLoader

from web.templating import Environment


def environment(**templates: str) -> Environment:
    made = Environment(Flask(__name__), loader=DictLoader(templates), autoescape=True)
    made.settled = {"say": lambda word, *, loud=False: f"<{word.upper() if loud else word}>"}
    made.globals["say"] = lambda word: f"said when asked: {word}"
    return made


def test_settled_calls_are_made_once() -> None:
    """What they give stands in the template, escaped as it would be; a call with a value of the page is left."""
    template = environment(page="{{ say('a', loud=True) }} {{ say('b') ~ 'c' if x }} {{ say(x) }}").get_template("page")
    assert template.render(x="x") == "&lt;A&gt; &lt;b&gt;c said when asked: x"


def test_misspelt_attributes_are_found() -> None:
    """They are no empty text."""
    template = environment(page="{{ 'x'.uper() }}").get_template("page")
    with pytest.raises(AttributeError, match="uper"):
        template.render()
