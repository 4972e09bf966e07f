"""Articles as the index stores them."""

import math
import unicodedata

import pytest

from index import record
from index.article import Article
from tests.articles import ARTICLES


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_a_stored_article_comes_out_as_it_went_in(article: Article) -> None:
    """Every field, dates with and without a time, and the keys we don't know."""
    assert record.load(record.dump(article)) == article


def test_half_a_character_becomes_a_replacement_character() -> None:
    """A lone surrogate, as broken scrapers leave it, is no reason to lose an article, but could be sent to nobody."""
    broken = Article(
        id="1\udcff", title="a\ud83db", body="\ud83d\ude00", tags=("\ud800",), extra={"\ud800": ["\udfff"]}
    )
    assert record.load(record.dump(broken)) == Article(
        id="1\ufffd", title="a\ufffdb", body="😀", tags=("\ufffd",), extra={"\ufffd": ["\ufffd"]}
    )


def test_facet_values_have_one_spelling() -> None:
    """NFC, without surrounding blanks, each once; title and body stay to the letter."""
    decomposed = unicodedata.normalize("NFD", " Viện Hàn lâm ")
    kept = record.load(
        record.dump(
            Article(
                id="1", title=decomposed, body="", unit=decomposed, authors=(decomposed, "Viện Hàn lâm"), tags=(" ",)
            )
        )
    )
    assert kept == Article(id="1", title=decomposed, body="", unit="Viện Hàn lâm", authors=("Viện Hàn lâm",))


def test_a_number_that_json_does_not_know_is_refused() -> None:
    """It would make every listing that holds the article unreadable for programs."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        record.dump(Article(id="1", title="x", body="", extra={"x": math.nan}))
