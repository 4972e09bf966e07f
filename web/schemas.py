"""The shapes that cross HTTP: query strings become objects at the door, answers become JSON on the way out.

What is said here `/api/v1/openapi.json` says too: descriptions, bounds and examples stand beside the fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from marshmallow import EXCLUDE, INCLUDE, Schema, ValidationError, fields, post_load, validate, validates_schema

from index.dates import parse_day, parse_period
from index.schema import ArticleSchema
from search.query import FACETS, FURTHER_FIELDS, HIT_FIELDS, SearchQuery, Sort
from search.results import Kind, Relaxation
from web import plain

LONGEST_TEXT = 512
NO_FACETS = "none"
ALL_FIELDS = HIT_FIELDS + FURTHER_FIELDS
RANGE_REVERSED = "`from` must not be later than `to`."


def short_enough(text: str) -> None:
    """Accept up to `LONGEST_TEXT` characters as people count them: some keyboards send `ệ` as three code points."""
    if len(unicodedata.normalize("NFC", text)) > LONGEST_TEXT:
        raise ValidationError(f"Longer than maximum length {LONGEST_TEXT}.")


class WholeNumber(fields.Integer):
    """A whole number, written in the digits 0 to 9 alone: Python would take `1_0` and `١`, too."""

    def _validated(self, value: Any) -> int:
        if not re.fullmatch("-?[0-9]+", str(value)):
            raise self.make_error("invalid", input=value)
        return int(super()._validated(value))


def period(value: str) -> None:
    """Accept a year, a month or a day that the calendar has: `2021`, `2021-12`, `2021-12-27`."""
    try:
        parse_period(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class Day(fields.Field[date]):
    """A day of the calendar, written as in ISO 8601 or as people write it in Việt Nam, the day first."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> date:
        try:
            return parse_day(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class FacetNames(fields.Field[tuple[str, ...]]):
    """Names of facets with commas between them, or the one word `none`."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> tuple[str, ...]:
        names = [name.strip() for name in str(value).split(",")]
        if names == [NO_FACETS]:
            return ()
        if unknown := [name for name in names if name not in FACETS]:
            raise ValidationError(
                f"Not a facet: {unknown[0]!r}. Choose from {', '.join(FACETS)}, or {NO_FACETS} alone."
            )
        return tuple(dict.fromkeys(names))


def _selection(description: str, *examples: str, **kwargs: Any) -> fields.List[str]:
    said = "Repeat it to allow several values: any of them within one facet, all facets together."
    return fields.List(
        fields.String(**kwargs),
        load_default=[],
        metadata={"description": f"{description} {said}", "examples": [list(examples)]},
    )


class FieldNames(fields.Field[tuple[str, ...]]):
    """Keys of a hit with commas between them."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> tuple[str, ...]:
        names = [name.strip() for name in str(value).split(",")]
        if unknown := [name for name in names if name not in ALL_FIELDS]:
            raise ValidationError(f"Not a field: {unknown[0]!r}. Choose from {', '.join(ALL_FIELDS)}.")
        return tuple(dict.fromkeys(names))


class MatchParameters(Schema):
    """Which articles are meant."""

    class Meta:
        """Parameters that nobody asked for are no error."""

        unknown = EXCLUDE

    q = fields.String(
        load_default="",
        validate=short_enough,
        metadata={
            "maxLength": LONGEST_TEXT,
            "description": 'What to look for. Marks may be left out. `"…"` is a phrase, `-word` excludes, '
            "`author:` `tag:` `unit:` `title:` narrow. Empty: every article, newest first.",
            "examples": ["hội nghị tổng kết", '"khen thưởng" -dự bị'],
        },
    )
    as_typed = fields.List(
        fields.String(),
        load_default=[],
        metadata={
            "description": "A piece of `q` that means nothing but itself: give it the `typed` of what an answer "
            "`understood` to take that back. Repeat it for several pieces.",
            "examples": [["KHCN"]],
        },
    )
    published_from = Day(
        data_key="from",
        load_default=None,
        metadata={
            "type": "string",
            "format": "day",
            "description": "Published on this day or later. ISO 8601 or `d/m/yyyy`.",
            "examples": ["2021-12-01", "1/12/2021"],
        },
    )
    published_to = Day(
        data_key="to",
        load_default=None,
        metadata={
            "type": "string",
            "format": "day",
            "description": "Published on this day or earlier. ISO 8601 or `d/m/yyyy`.",
            "examples": ["2021-12-31", "31/12/2021"],
        },
    )
    date = _selection(
        "Published in this year, in this month or on this day.",
        "2021",
        "2022-01",
        validate=period,
        metadata={"format": "period"},
    )
    author = _selection("Written by this author; titles and case make no difference.", "Mai Lan")
    tag = _selection("Has this tag.", "tổng kết", "khen thưởng")
    unit = _selection("Issued by this unit (đơn vị), or about it; a former or short name will do.", "Văn phòng")

    @validates_schema
    def _range_runs_forward(self, data: Mapping[str, Any], **_: Any) -> None:
        first, last = data.get("published_from"), data.get("published_to")
        if first and last and first > last:
            raise ValidationError({"from": [RANGE_REVERSED], "to": [RANGE_REVERSED]})

    @post_load
    def make_query(self, data: dict[str, Any], **_: Any) -> SearchQuery:
        """The request as the object that engines understand."""
        chosen = {name: tuple(dict.fromkeys(data.pop(name))) for name in FACETS}
        selections = {name: values for name, values in chosen.items() if values}
        as_typed = tuple(dict.fromkeys(data.pop("as_typed")))
        return SearchQuery(text=data.pop("q"), as_typed=as_typed, selections=selections, **data)


class SortedParameters(MatchParameters):
    """Which articles are meant, and in which order."""

    sort = fields.Enum(
        Sort,
        by_value=True,
        load_default=Sort.RELEVANCE,
        metadata={"description": "The order of the hits.", "examples": ["newest"]},
    )


class SearchParameters(SortedParameters):
    """What a search can be asked: the query string of `/api/v1/search`, and of the page at `/`."""

    page = WholeNumber(
        load_default=1,
        validate=validate.Range(min=1),
        metadata={"description": "Which page of the hits.", "examples": [2]},
    )
    per_page = WholeNumber(
        load_default=20,
        validate=validate.Range(min=1, max=100),
        metadata={"description": "How many hits a page has.", "examples": [50]},
    )
    cursor = fields.String(
        load_default=None,
        metadata={
            "format": "cursor",
            "description": "Goes on where an answer ended, without limit: the `next` of that answer. "
            "Goes before `page`; all other parameters must stay as they were.",
        },
    )
    facets = FacetNames(
        load_default=FACETS,
        metadata={
            "type": "string",
            "format": "facet-names",
            "default": ",".join(FACETS),
            "description": f"Which facets to count: a comma list of `{','.join(FACETS)}`, or `{NO_FACETS}`.",
            "examples": ["unit,date", NO_FACETS],
        },
    )
    facet_size = WholeNumber(
        load_default=20,
        validate=validate.Range(min=1, max=1000),
        metadata={"description": "How many values of each facet to give.", "examples": [100]},
    )
    hit_fields = FieldNames(
        data_key="fields",
        attribute="fields",
        load_default=HIT_FIELDS,
        metadata={
            "type": "string",
            "format": "field-names",
            "default": ",".join(HIT_FIELDS),
            "description": f"What to say of each hit: a comma list of `{','.join(ALL_FIELDS)}`. Without `title_html` "
            "and `snippet_html` answers come sooner.",
            "examples": ["id,title", "id,title,summary,body"],
        },
    )


class FacetParameters(MatchParameters):
    """What can be asked of one facet."""

    prefix = fields.String(
        load_default="",
        validate=short_enough,
        metadata={
            "maxLength": LONGEST_TEXT,
            "description": "How a value, or a word of it, begins; marks may be left out. Of `date`: `20` gives years, "
            "`2021-` the months of a year, `2021-12-` the days of a month.",
            "examples": ["vien h"],
        },
    )
    facet_size = WholeNumber(
        data_key="size",
        load_default=20,
        validate=validate.Range(min=1, max=1000),
        metadata={"description": "How many values to give.", "examples": [100]},
    )

    @post_load
    def make_query(self, data: dict[str, Any], **_: Any) -> tuple[SearchQuery, str]:
        """The search, and the prefix."""
        prefix = data.pop("prefix")
        return super().make_query(data), prefix


class ExportParameters(SortedParameters):
    """What can be asked of an export."""

    format = fields.String(
        load_default="csv",
        validate=validate.OneOf(("csv", "ndjson")),
        metadata={
            "description": "`csv`: a table that Excel opens, without the texts. `ndjson`: one article a line, whole.",
            "examples": ["ndjson"],
        },
    )

    @post_load
    def make_query(self, data: dict[str, Any], **_: Any) -> tuple[SearchQuery, str]:
        """The search, and the format."""
        form = data.pop("format")
        return super().make_query(data), form


class SuggestParameters(Schema):
    """What a completion can be asked."""

    class Meta:
        """Parameters that nobody asked for are no error."""

        unknown = EXCLUDE

    q = fields.String(
        load_default="",
        validate=short_enough,
        metadata={
            "maxLength": LONGEST_TEXT,
            "description": "What has been typed so far. Marks may be left out.",
            "examples": ["hoi nghi t"],
        },
    )
    size = WholeNumber(
        load_default=8,
        validate=validate.Range(min=1, max=50),
        metadata={"description": "How many completions at most.", "examples": [5]},
    )


class RelatedParameters(Schema):
    """What can be asked of the articles about the same thing."""

    class Meta:
        """Parameters that nobody asked for are no error."""

        unknown = EXCLUDE

    size = WholeNumber(
        load_default=5,
        validate=validate.Range(min=1, max=20),
        metadata={"description": "How many articles at most.", "examples": [10]},
    )


_PUBLISHED = "An ISO 8601 date; a date-time where the source gave a time of day; null if unknown."


class Published(fields.Field[date | datetime]):
    """A date, or a date-time with its zone where the source gave a time of day; in ISO 8601 both."""

    def _serialize(self, value: date | datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return value.isoformat() if value else None


def _always(kind: type[fields.Field[Any]], description: str, **kwargs: Any) -> Any:
    """A field that every answer has."""
    return kind(required=True, metadata={"description": description}, **kwargs)


_STRINGS: Mapping[str, Any] = {"type": "array", "items": {"type": "string"}}

_ARTICLE_KEYS: Mapping[str, Mapping[str, Any]] = {
    "id": {"description": "The article's id."},
    "title": {"description": "The title, as it was given."},
    "body": {"description": "The text: paragraphs separated by newlines."},
    "summary": {"description": "The lead; may be empty."},
    "url": {"description": "Where the article lives; empty if that is not known."},
    "published": {"type": ["string", "null"], "description": _PUBLISHED},
    "authors": {**_STRINGS, "description": "Who wrote it."},
    "tags": {**_STRINGS, "description": "Its tags."},
    "unit": {"description": "The unit that issued it or that it is about; may be empty."},
}


def _of_article(key: str, field: fields.Field[Any]) -> Any:
    """A key of an article, where an answer holds the article among other things."""
    field.attribute, field.required, field.metadata = f"article.{key}", True, dict(_ARTICLE_KEYS[key])
    return field


class ArticleAnswer(ArticleSchema):
    """The article, with any further keys its source gave it."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Say for the OpenAPI document what the keys mean: the schema itself serves reading files, too."""
        field_obj.metadata = dict(_ARTICLE_KEYS[field_name])


_NOT_BLANK = r"\S"

_GIVEN_KEYS: Mapping[str, Mapping[str, Any]] = {
    "id": {
        "type": ["string", "integer"],
        "pattern": _NOT_BLANK,
        "description": "The id in the address, or left out.",
    },
    "title": {"pattern": _NOT_BLANK, "description": "The title; it must not be blank."},
    "body": {"description": "The text: paragraphs separated by newlines. It may be empty."},
    "summary": {"type": ["string", "null"], "description": "The lead."},
    "url": {"type": ["string", "null"], "description": "Where the article lives."},
    "published": {
        "type": ["string", "null"],
        "format": "day-or-moment",
        "description": "ISO 8601 or `d/m/yyyy`, also as `Thứ hai, 27/12/2021, 08:30 (GMT+7)`; without a zone the time "
        "of Việt Nam.",
    },
    "authors": {"type": ["array", "string", "null"], "items": {"type": "string"}, "description": "Who wrote it."},
    "tags": {"type": ["array", "string", "null"], "items": {"type": "string"}, "description": "Its tags."},
    "unit": {
        "type": ["string", "null"],
        "description": "The unit that issued it or that it is about; if it is left out, it is looked for in the text.",
    },
}


class ArticleBody(ArticleSchema):
    """An article as it is sent. Any further keys are kept and given back."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Say for the OpenAPI document what the keys mean and what else they may be."""
        field_obj.metadata = dict(_GIVEN_KEYS[field_name])
        if field_name == "id":
            field_obj.required = False  # it stands in the address


class PushedLineAnswer(Schema):
    """What became of one line."""

    line = _always(fields.Integer, "Its number, from 1 on.")
    id = _always(fields.String, "The id of its article; null if that can't be told.", allow_none=True)
    status = fields.Integer(
        required=True,
        validate=validate.OneOf((200, 201, 400)),
        metadata={"description": "As of a single article: 201 it is new, 200 it replaces one, 400 it is not valid."},
    )
    encoding = fields.String(
        metadata={"description": "Of an article that came in an old encoding and was converted: which, as `TCVN3`."}
    )
    confidence = fields.Float(metadata={"description": "That it came in that encoding, from 0.7 up to 1."})
    errors = fields.Dict(
        fields.String(),
        fields.List(fields.String()),
        metadata={"description": "Of a 400: what is wrong with each key, and under `_schema` with all of the line."},
    )


class PushAnswer(Schema):
    """What became of each line that was not blank."""

    written = _always(fields.Integer, "How many lines were written.")
    rejected = _always(fields.Integer, "How many were not.")
    lines = fields.List(
        fields.Nested(PushedLineAnswer), required=True, metadata={"description": "The lines, in their order."}
    )


class HitAnswer(Schema):
    """One found article."""

    id = _of_article("id", fields.String())
    url = _of_article("url", fields.String())
    title = _of_article("title", fields.String())
    published = _of_article("published", Published())
    authors = _of_article("authors", fields.List(fields.String()))
    tags = _of_article("tags", fields.List(fields.String()))
    unit = _of_article("unit", fields.String())
    score = _always(fields.Float, "How well it matches; comparable within one answer only.")
    title_html = _always(fields.String, "The title as safe HTML, `<mark>` around the words that matched.")
    snippet_html = _always(fields.String, "The best passage as safe HTML, marked alike; `…` where it was cut.")


class FoundAnswer(HitAnswer):
    """One found article: all of these keys, unless the request chose some with `fields`, maybe `summary` and `body`."""

    class Meta:
        """Further keys are those that were asked for."""

        unknown = INCLUDE

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Say for the OpenAPI document that any key can be left out."""
        field_obj.required = False


class FacetValueAnswer(Schema):
    """One value of a facet."""

    value = _always(
        fields.String,
        "The value, all its spellings in one; a year for the facet `date`, a person without titles for `author`, "
        "the present name for `unit`.",
    )
    count = _always(fields.Integer, "How many articles have it, exactly.")
    selected = _always(fields.Boolean, "Whether the request selected it.")


class FacetAnswer(Schema):
    """The values of one facet, counted over all matches but regardless of the selections made in this facet."""

    values = fields.List(
        fields.Nested(FacetValueAnswer),
        required=True,
        metadata={"description": "The most frequent first; years newest first."},
    )
    total_values = _always(fields.Integer, "How many values have matches, those not listed included.")


class UnderstoodAnswer(Schema):
    """A piece of the query that was understood as something else."""

    kind = fields.Enum(
        Kind,
        by_value=True,
        required=True,
        metadata={
            "description": "`keystrokes` (Telex or VNI keys), `marks` (marks that a syllable lacks beside those "
            "that it has), `spelling` (a slip), `abbreviation` (the short and the long form are looked for alike) or "
            "`dates` (a time in words, as a filter)."
        },
    )
    typed = _always(fields.String, "The piece, to the letter; as a parameter `as_typed` it takes this back.")
    meant = _always(
        fields.String,
        "What it stands for; of dates the first and the last day: `2021-12-01..2021-12-31`, nothing on a side that is "
        "open; of an abbreviation what it is short for, or what is short for it, with commas between.",
    )


class InterpretationAnswer(Schema):
    """How the query was understood."""

    text = _always(fields.String, "What was typed, to the letter.")
    interpreted = _always(fields.String, "The query as it was run, in the syntax people type.")
    relaxed = fields.Enum(
        Relaxation,
        by_value=True,
        required=True,
        allow_none=True,
        metadata={
            "description": "What was no longer insisted on because all words together found nothing: "
            "`tones` (syllables with marks may have more of them, or another tone), `marks` (tone and vowel marks) or "
            "`words` (that every word occurs). Null: nothing was loosened."
        },
    )
    understood = fields.List(
        fields.Nested(UnderstoodAnswer),
        required=True,
        metadata={"description": "The pieces that were understood as something else, in the order they were typed."},
    )


class SearchAnswer(Schema):
    """One page of hits, the exact total, and the facets of all matches."""

    query = fields.Nested(
        InterpretationAnswer, required=True, metadata={"description": "The query, and what was made of it."}
    )
    total = _always(fields.Integer, "How many articles match, exactly.")
    page = _always(fields.Integer, "Which page this is.")
    per_page = _always(fields.Integer, "How many hits a page has.")
    next = _always(fields.String, "The `cursor` of the page after this one; null on the last.", allow_none=True)
    took_ms = _always(fields.Float, "How long the search took, in milliseconds.")
    hits = fields.List(
        fields.Nested(FoundAnswer), required=True, metadata={"description": "The articles of this page, best first."}
    )
    facets = fields.Dict(
        fields.String(),
        fields.Nested(FacetAnswer),
        required=True,
        metadata={"description": "Facet name → its values, for the facets that were asked for."},
    )
    suggestion = _always(
        fields.String,
        "A better spelling of the query, one that finds more; null when there is nothing better to suggest.",
        allow_none=True,
    )

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        """The answer as a dict, much faster than by way of the fields; nobody dumps `many`."""
        return plain.search_answer(obj)


class RelatedAnswer(Schema):
    """Articles about the same thing."""

    hits = fields.List(
        fields.Nested(HitAnswer), required=True, metadata={"description": "The nearest first; may be empty."}
    )


class SuggestionAnswer(Schema):
    """One completion."""

    text = _always(fields.String, "What the words typed may become.")
    kind = fields.String(
        required=True,
        validate=validate.OneOf(("title", "tag", "unit", "author", "phrase")),
        metadata={
            "description": "What it is: a title, a tag, a unit, an author, or a phrase that stands often in titles."
        },
    )
    id = _always(fields.String, "The article's id, when it is a title; else null.", allow_none=True)
    count = _always(fields.Integer, "How many articles have it, when it is no title; else null.", allow_none=True)


class SuggestAnswer(Schema):
    """Completions of what is being typed."""

    suggestions = fields.List(
        fields.Nested(SuggestionAnswer), required=True, metadata={"description": "The likeliest first."}
    )


class HealthAnswer(Schema):
    """What the service says of itself when all is well."""

    status = _always(fields.String, "`ok`; when all is not well the answer is a problem.", dump_default="ok")
    articles = _always(fields.Integer, "How many articles the index holds.")
    generation = _always(fields.Integer, "Goes up with every change of the index.")


class ProblemAnswer(Schema):
    """What went wrong, as in RFC 9457."""

    type = _always(fields.String, "`about:blank`: the status says what kind of problem it is.")
    title = _always(fields.String, "The status in words.")
    status = _always(fields.Integer, "The HTTP status.")
    detail = _always(fields.String, "What went wrong this time, in one sentence.")
    errors = fields.Dict(
        fields.String(),
        fields.List(fields.String()),
        metadata={"description": "Of a 400: what is wrong with each parameter, by its name."},
    )
