"""JSON in, JSON out."""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from index.article import Article
from index.schema import ArticleSchema, load_article

MINIMAL = {"id": "1", "title": "Thông báo", "body": ""}


def load(**keys: Any) -> Article:
    article: Article = ArticleSchema().load(MINIMAL | keys)
    return article


def messages(content: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        ArticleSchema().load(content)
    return caught.value.messages_dict


def test_id_title_and_body_make_an_article() -> None:
    """All else may be left out, and the body may be empty."""
    assert load() == Article(id="1", title="Thông báo", body="")


def test_every_key_of_the_contract_is_taken() -> None:
    """The whole table of keys."""
    assert load(
        summary="Tóm tắt",
        url="https://vien.example/1",
        published="27/12/2021",
        authors=["Mai Lan", "Trần Bình"],
        tags=["hội nghị"],
        unit="Văn phòng",
    ) == Article(
        id="1",
        title="Thông báo",
        body="",
        summary="Tóm tắt",
        url="https://vien.example/1",
        published=date(2021, 12, 27),
        authors=("Mai Lan", "Trần Bình"),
        tags=("hội nghị",),
        unit="Văn phòng",
    )


def test_texts_are_kept_to_the_letter() -> None:
    """Blanks, NFD and line ends too."""
    decomposed = " Ho\u0323\u0302i\u0323 nghị \r\n\r\n"
    assert load(title=decomposed, body=decomposed).title == decomposed
    assert load(title=decomposed, body=decomposed).body == decomposed


def test_one_string_is_a_list_of_one() -> None:
    """For authors and tags; blanks around names, blank names and repetitions go."""
    assert load(authors="Mai Lan").authors == ("Mai Lan",)
    assert load(tags=[" b ", "a", "", "b"]).tags == ("b", "a")
    assert load(authors="  ").authors == ()


def test_facet_values_have_one_spelling() -> None:
    """NFC, and no blanks around them; a unit of blanks is none."""
    decomposed = unicodedata.normalize("NFD", "Viện Toán học")
    article = load(unit=f" {decomposed} ", authors=decomposed, tags=[decomposed, "Viện Toán học"])
    assert article.unit == "Viện Toán học"
    assert article.authors == article.tags == ("Viện Toán học",)
    assert load(unit=" \t").unit == ""


def test_what_is_nested_too_deep_is_refused() -> None:
    """It could be stored and then not be shown; the key is named, and what any sensible source nests is kept."""
    nested: Any = "x"
    for _ in range(32):
        nested = [{"a": nested}]
    assert load(ghi_chu=nested).extra == {"ghi_chu": nested}
    assert messages(MINIMAL | {"ghi_chu": [nested], "khac": 1}) == {
        "ghi_chu": ["must not be nested deeper than 64 levels"]
    }


def test_null_is_the_same_as_absent() -> None:
    """For every optional key; our own article keys are never null in the result."""
    nothing = dict.fromkeys(["summary", "url", "published", "authors", "tags", "unit"])
    assert load(**nothing) == load()


def test_an_integer_id_is_taken_as_its_digits() -> None:
    """Databases number their articles."""
    assert load(id=1181).id == "1181"


def test_unknown_keys_are_kept_and_given_back() -> None:
    """Even null ones, nested ones, and one that is called extra."""
    own = {"so_hieu": "45/TB-VHL", "noi_nhan": ["a", {"b": 1}], "ghi_chu": None, "extra": 1}
    article = load(**own)
    assert article.extra == own
    assert ArticleSchema().dump(article) == MINIMAL | own | {
        "summary": "",
        "url": "",
        "published": None,
        "authors": [],
        "tags": [],
        "unit": "",
    }


def test_an_articles_own_keys_win_over_unknown_ones() -> None:
    """Nothing in `extra` can pass for a title."""
    assert ArticleSchema().dump(Article(id="1", title="Thật", body="", extra={"title": "Giả"}))["title"] == "Thật"


@pytest.mark.parametrize("published", ["2021-12-27", "2021-12-27T08:30:00+07:00"])
def test_dates_are_dumped_in_iso_form_as_given(published: str) -> None:
    """A day stays a day, a moment a moment."""
    assert ArticleSchema().dump(load(published=published))["published"] == published


def test_every_fault_is_named_at_once() -> None:
    """Each message reads on after its key."""
    faults = {"title": " ", "published": "12/27/2021", "authors": [1], "tags": {"a": 1}, "unit": 5}
    assert messages(faults) == {
        "id": ["is missing"],
        "title": ["must not be blank"],
        "body": ["is missing"],
        "published": ["“12/27/2021” is not a date: there is no month 27; the day comes before the month"],
        "authors": ["must be a list of strings"],
        "tags": ["must be a list of strings"],
        "unit": ["must be a string"],
    }
    assert messages(MINIMAL | {"published": 2021, "id": True, "body": None}) == {
        "published": ["must be a string such as 2021-12-27 or 27/12/2021"],
        "id": ["must be a string"],
        "body": ["is missing"],
    }
    assert messages("text") == {"_schema": ["must be a JSON object"]}


@given(
    st.fixed_dictionaries(
        {
            "id": st.text(min_size=1).filter(str.strip),
            "title": st.text(min_size=1).filter(str.strip),
            "body": st.text(),
        },
        optional={"summary": st.text(), "unit": st.text(), "tags": st.lists(st.text()), "x": st.integers() | st.none()},
    )
)
def test_what_was_dumped_loads_as_the_same_article(content: dict[str, Any]) -> None:
    """Dumping and loading again changes nothing."""
    article = ArticleSchema().load(content)
    assert ArticleSchema().load(ArticleSchema().dump(article)) == article


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.sampled_from(
        [" ", "", "27/12/2021", "2021-12-27T08:30:00", "32/1/2021", unicodedata.normalize("NFD", " Việt ")]
    ),
    st.lists(st.one_of(st.text(max_size=3), st.integers(), st.none()), max_size=3),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)
KEYS = ["id", "title", "body", "summary", "url", "published", "authors", "tags", "unit", "extra", "so", "a.b"]
PLAIN = {"id": "1", "title": "Tin", "body": "", "authors": ["A", "A"], "published": "2021-12-27"}


def loaded_or_refused(load: Callable[[Any], Article], value: Any) -> Article | dict[str, list[str]]:
    try:
        return load(value)
    except ValidationError as error:
        return error.messages_dict


@given(st.dictionaries(st.sampled_from(KEYS), VALUES).map(lambda given: PLAIN | given) | VALUES)
def test_the_short_way_is_the_schema(value: Any) -> None:
    """An article loads as the schema loads it, or is refused with the same messages, whatever it holds."""
    assert loaded_or_refused(load_article, value) == loaded_or_refused(ArticleSchema().load, value)
