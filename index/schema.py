"""An `Article` from JSON and back: the keys that the outside world may rely on.

    id         string, required     an integer is taken as its digits
    title      string, required
    body       string, required     paragraphs separated by newlines; may be empty
    summary    string               the lead
    url        string
    published  date or date-time    see `index.dates.parse_published`
    authors    list of strings      one string is taken too
    tags       list of strings      one string is taken too
    unit       string

`null` for an optional key is the same as leaving it out. All other keys are kept in `Article.extra` and given back;
they may be nested, but no deeper than `DEEPEST`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, fields, post_dump, post_load, pre_load

from index.article import Article
from index.clean import distinct, facet_value
from index.dates import parse_published

_KEYS = tuple(field.name for field in dataclasses.fields(Article) if field.name != "extra")

DEEPEST = 64
"""Levels of lists and objects in an unknown key. No real one has ten. From some 900 on Python's JSON fails, and sooner
the more calls there are around it: such an article could be stored and then not be shown."""

_TEXT: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "is missing",
    "null": "is missing",
    "invalid": "must be a string",
}
"""marshmallow's messages, as they read after the key."""


def _not_blank(text: str) -> None:
    if not text.strip():
        raise ValidationError("must not be blank")


class _Identifier(fields.String):
    """A string; an integer, as databases give, is taken as its digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return str(super()._deserialize(value, attr, data, **kwargs))


class _Published(fields.Field[date | datetime | None]):
    """A date or a date-time, in any of the forms that `parse_published` knows; ISO 8601 when dumped."""

    def _serialize(self, value: date | datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return value.isoformat() if value else None

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> date | datetime | None:
        if not isinstance(value, str):
            raise ValidationError("must be a string such as 2021-12-27 or 27/12/2021")
        if not value.strip():
            return None  # how many a crawler says that it found none
        try:
            return parse_published(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class _Names(fields.Field[tuple[str, ...]]):
    """A list of strings, or one string, as facet values: blanks and repetitions dropped, order kept."""

    def _serialize(self, value: Iterable[str] | None, attr: str | None, obj: Any, **kwargs: Any) -> list[str]:
        return list(value or ())

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> tuple[str, ...]:
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ValidationError("must be a list of strings")
        return distinct(names)


class _Name(fields.String):
    """A string as a facet value."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        return facet_value(super()._deserialize(value, attr, data, **kwargs))


class ArticleSchema(Schema):
    """One JSON object to an `Article` and back. Texts are kept to the letter, but for facet values.

    `load` raises marshmallow's ValidationError with messages by key.
    """

    class Meta:
        """Unknown keys are articles' own business: kept, never an error."""

        unknown = INCLUDE

    id = _Identifier(required=True, validate=_not_blank, error_messages=_TEXT)
    title = fields.String(required=True, validate=_not_blank, error_messages=_TEXT)
    body = fields.String(required=True, error_messages=_TEXT)
    summary = fields.String(error_messages=_TEXT)
    url = fields.String(error_messages=_TEXT)
    published = _Published()
    authors = _Names()
    tags = _Names()
    unit = _Name(error_messages=_TEXT)

    error_messages = {"type": "must be a JSON object"}  # noqa: RUF012  (marshmallow's own way)

    @pre_load
    def _absent_if_null(self, data: Any, **_: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if value is not None or key not in _KEYS}

    @post_load
    def _article(self, data: dict[str, Any], **_: Any) -> Article:
        known = {key: data.pop(key) for key in _KEYS if key in data}
        too_deep = [key for key, value in data.items() if _is_deeper(value, DEEPEST)]
        if too_deep:
            raise ValidationError({key: [f"must not be nested deeper than {DEEPEST} levels"] for key in too_deep})
        return Article(**known, extra=data)

    @post_dump(pass_original=True)
    def _with_extra(self, data: dict[str, Any], article: Article, **_: Any) -> dict[str, Any]:
        return data | {key: value for key, value in article.extra.items() if key not in data}


_SCHEMA = ArticleSchema()

_TEXTS = ("id", "title", "body", "summary", "url", "unit")


def load_article(value: Any) -> Article:
    """The article that a JSON value stands for: `ArticleSchema().load`, which takes as long as segmenting does.

    Raises marshmallow's ValidationError."""
    return _plain_article(value) or _SCHEMA.load(value)


def _plain_article(value: Any) -> Article | None:
    """The article, if nothing about `value` needs a second look; whatever does is the schema's business."""
    if type(value) is not dict:
        return None
    given = dict(value)
    known = {key: given.pop(key) for key in _KEYS if key in given}
    texts = [known[key] for key in _TEXTS if key in known]
    lists = [known[key] for key in ("authors", "tags") if key in known]
    plain = (
        set(map(type, texts)) == {str}
        and all(type(names) is list and set(map(type, names)) <= {str} for names in lists)
        and set(map(type, given.values())) <= {str, int}
        and known.get("id", "").strip()
        and known.get("title", "").strip()
        and "body" in known
    )
    if not plain:
        return None
    if "published" in known:
        try:
            known["published"] = parse_published(known["published"])
        except (ValueError, TypeError):
            return None
    for key in ("authors", "tags"):
        known[key] = distinct(known.get(key, ()))
    known["unit"] = facet_value(known.get("unit", ""))
    return Article(**known, extra=given)


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects lie in one another more than `levels` deep in a JSON value."""
    nested = [value]
    for _ in range(levels + 1):
        nested = [inner for outer in nested if isinstance(outer, list | dict) for inner in _items(outer)]
        if not nested:
            return False
    return True


def _items(outer: list[Any] | dict[str, Any]) -> Iterable[Any]:
    return outer.values() if isinstance(outer, dict) else outer
