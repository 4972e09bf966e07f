"""Articles as the index stores them."""

import pytest

from index import record
from index.article import Article
from tests.articles import ARTICLES


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_a_stored_article_comes_out_as_it_went_in(article: Article) -> None:
    """Every field, dates with and without a time, and the keys we don't know."""
    assert record.load(record.dump(article)) == article


def test_half_a_character_survives() -> None:
    """A lone surrogate, as broken scrapers leave it, is no reason to lose an article."""
    article = Article(id="1", title="\ud83d", body="")
    assert record.load(record.dump(article)) == article
