"""Articles in old encodings and broken ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index import record
from index.article import Article
from index.old_texts import Conversion, Legible, in_unicode
from index.schema import ArticleSchema
from tests.articles import ARTICLES
from tests.index.vietnamese.encoded import as_browsers_show, encoded

MEANT = Article(
    id="tong-ket",
    title="Hội nghị tổng kết công tác năm 2021",
    summary="Viện Hóa học tổ chức hội nghị tổng kết.",
    body="Sáng nay, hội nghị đã diễn ra tại Hà Nội.\nĐại biểu thảo luận về công nghệ mới.",
    url="https://vien.example/tong-ket",
    authors=("Nguyễn Thị Lụa", "Mai Lan"),
    tags=("hội nghị", "2021"),
    unit="Viện Hóa học",
    extra={"number": "45/TB-VHL"},
)


def in_encoding(article: Article, encoding: str) -> Article:
    def shown(text: str) -> str:
        return encoded(text, encoding) if encoding == "TCVN3" else as_browsers_show(text.encode())

    return replace(
        article,
        title=shown(article.title),
        summary=shown(article.summary),
        body=shown(article.body),
        authors=tuple(map(shown, article.authors)),
        tags=tuple(map(shown, article.tags)),
        unit=shown(article.unit),
    )


@pytest.mark.parametrize("encoding", ["TCVN3", "UTF-8 read as windows-1252"])
def test_an_article_is_read_as_it_is_meant(encoding: str) -> None:
    """Texts, names and the unit; other keys stay."""
    article = in_unicode(in_encoding(MEANT, encoding)).article
    assert replace(article, extra=MEANT.extra) == MEANT
    assert article.extra["number"] == "45/TB-VHL"


def test_the_original_is_kept() -> None:
    """All that was changed and nothing else, with the encoding and the confidence, as JSON can say it and an index
    store it."""
    given = in_encoding(MEANT, "TCVN3")
    article = in_unicode(given).article
    assert article.extra["original"] == {
        "encoding": "TCVN3",
        "confidence": pytest.approx(0.95, abs=0.05),
        "title": "Héi nghÞ tæng kÕt c«ng t¸c n¨m 2021",
        "summary": given.summary,
        "body": given.body,
        "authors": ["NguyÔn ThÞ Lôa", "Mai Lan"],
        "tags": ["héi nghÞ", "2021"],
        "unit": "ViÖn Hãa häc",
    }
    assert record.load(record.dump(article)) == article
    assert ArticleSchema().load(ArticleSchema().dump(article)) == article


def test_a_key_of_the_same_name_is_kept_inside() -> None:
    """It is part of what the article was."""
    came = replace(in_encoding(MEANT, "TCVN3"), extra={"original": "https://cu.example/1"})
    article = in_unicode(came).article
    assert article.extra["original"]["original"] == "https://cu.example/1"
    assert article.extra["original"]["encoding"] == "TCVN3"


def test_what_was_converted_is_told() -> None:
    """With the encoding and the confidence that the article says, too."""
    article, conversion = in_unicode(in_encoding(MEANT, "TCVN3"))
    assert conversion == Conversion("tong-ket", "TCVN3", article.extra["original"]["confidence"])


def test_what_an_article_says_of_itself_is_no_conversion() -> None:
    """It was converted before and comes again from an export, or means something else by that key."""
    converted = in_unicode(in_encoding(MEANT, "TCVN3")).article
    assert in_unicode(converted) == Legible(converted, None)
    for original in ("https://cu.example/1", {"encoding": "TCVN3", "confidence": 0.9}, None):
        article = replace(MEANT, extra={"original": original})
        assert in_unicode(article) == Legible(article, None)


@pytest.mark.parametrize("article", [*ARTICLES, MEANT], ids=lambda article: article.id)
def test_an_article_that_is_well_stays_itself(article: Article) -> None:
    """To the letter, and no key is added."""
    legible = in_unicode(article)
    assert legible.article is article
    assert legible.conversion is None
