"""Articles as the index stores them."""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import record
from index.article import Article
from index.clean import cleaned, distinct, facet_value
from index.dates import LOCAL_ZONE
from tests.articles import ARTICLES

TEXTS = st.text()

NFD = unicodedata.normalize("NFD", "Hội nghị")

NAMES = st.lists(TEXTS, max_size=4).map(tuple)
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
DATES = st.none() | st.dates() | st.datetimes(timezones=st.none() | st.just(LOCAL_ZONE) | ZONES)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda values: st.lists(values) | st.dictionaries(TEXTS, values),
    max_leaves=5,
)
ANY_ARTICLE = st.builds(
    Article,
    id=TEXTS,
    title=TEXTS,
    body=TEXTS,
    summary=TEXTS,
    url=TEXTS,
    published=DATES,
    authors=NAMES,
    tags=NAMES,
    unit=TEXTS,
    extra=st.dictionaries(TEXTS, JSON, max_size=3),
)


def stored(article: Article) -> Article:
    return record.load(record.dump(cleaned(article)))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_a_stored_article_comes_out_as_it_went_in(article: Article) -> None:
    """Every field, dates with and without a time, and the keys we don't know."""
    assert stored(article) == article


@given(ANY_ARTICLE)
def test_any_article_comes_out_as_it_went_in(article: Article) -> None:
    """Whatever its texts are made of, however many names it has, whenever it was published; names in their spelling."""
    names = {"authors": distinct(article.authors), "tags": distinct(article.tags), "unit": facet_value(article.unit)}
    assert stored(article) == replace(article, **names)


def test_half_a_character_becomes_a_replacement_character() -> None:
    """A lone surrogate, as broken scrapers leave it, is no reason to lose an article, but could be sent to nobody."""
    broken = Article(
        id="1\udcff", title="a\ud83db", body="\ud83d\ude00", tags=("\ud800",), extra={"\ud800": ["\udfff"]}
    )
    assert stored(broken) == Article(
        id="1\ufffd", title="a\ufffdb", body="😀", tags=("\ufffd",), extra={"\ufffd": ["\ufffd"]}
    )


def test_facet_values_have_one_spelling() -> None:
    """NFC, without surrounding blanks, each once; title and body stay to the letter."""
    decomposed = unicodedata.normalize("NFD", " Viện Hàn lâm ")
    kept = stored(
        Article(id="1", title=decomposed, body="", unit=decomposed, authors=(decomposed, "Viện Hàn lâm"), tags=(" ",))
    )
    assert kept == Article(id="1", title=decomposed, body="", unit="Viện Hàn lâm", authors=("Viện Hàn lâm",))


def test_a_number_that_json_does_not_know_is_refused() -> None:
    """It would make every listing that holds the article unreadable for programs."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        record.dump(Article(id="1", title="x", body="", extra={"x": math.nan}))


@pytest.mark.parametrize("text", ["Hội nghị", NFD, "þÿ", "\ufeff\ufffe\uffff\U0010ffff", "\x00\xfe\xff"])
def test_texts_are_not_normalised(text: str) -> None:
    """Marks composed or not, and characters that look like what separates the fields."""
    article = Article(id=text, title=text, body=text, extra={text: text})
    assert stored(article) == article


@pytest.mark.parametrize(
    "published",
    [
        None,
        date(2021, 12, 27),
        datetime(2021, 12, 27, 8, 30, tzinfo=LOCAL_ZONE),
        datetime(2021, 12, 27, 0, 0, 0, 125_000, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
        datetime(1905, 1, 1, 8, 30, tzinfo=LOCAL_ZONE),
    ],
)
def test_a_day_stays_a_day_and_a_moment_a_moment(published: date | datetime | None) -> None:
    """A date gets no time of day; a time of day keeps its distance from UTC, to the second as in 1905."""
    came_out = stored(Article(id="1", title="", body="", published=published)).published
    assert (type(came_out), came_out) == (type(published), published)
    if isinstance(published, datetime) and isinstance(came_out, datetime):
        assert came_out.utcoffset() == published.utcoffset()


@pytest.mark.parametrize("extra", [{}, {"number": "45/TB-VHL", "pages": 3, "signed": {"by": ["Mai Lan", None]}}])
def test_keys_we_do_not_know_are_given_back(extra: Mapping[str, Any]) -> None:
    """Whatever JSON they hold."""
    assert stored(Article(id="1", title="", body="", extra=extra)).extra == extra
