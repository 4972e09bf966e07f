"""However a keyboard, a document or a schoolbook spells the same words, the endpoint answers the very same."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random

import pytest
from flask.testing import FlaskClient

from index.readers import Unreadable, read
from index.schema import load_article
from index.settings import Settings
from index.store import open_store
from search.engine import open_engine
from tests.bench.corpus import grown
from tests.bench.corpus import read as read_lines
from tests.web.alike import WAYS
from tests.web.serving import ROOT
from web import create_app

SAMPLES = ROOT / "sample_docs"
GENERATED = 200
"""Articles: those of the samples, and others put together from their sentences."""

ASIDE = [
    "Mỹ thuật và kỹ năng lý luận",
    "hoà bình thuỷ lợi khoẻ mạnh",
    '"hội nghị" -covid tổng kết tháng 12/2021',
    "title:biển KHCN quý I năm 2022",
    "30/2020/NĐ-CP R&D COVID-19 của Đảng đoàn",
    "đai hoc khoa hôc",
    "hội ngị tổng kêt",
]
"""What is understood in some way: a time, a short form, a number, marks that lack, a slip."""


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """Titles, words of titles, sentences of bodies."""
    articles = [each for each in read([SAMPLES]) if not isinstance(each, Unreadable)]
    chance = Random("alike")
    titles = [each.title for each in articles]
    words = [title.split() for title in titles]
    spans = [" ".join(each[(at := chance.randrange(len(each))) : at + 4]) for each in words]
    sentences = [sentence[:200] for each in articles for sentence in islice(each.body.split(". "), 1, 2)]
    return [*titles, *spans, *sentences, *ASIDE]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The endpoint over the samples and articles generated from them."""
    folder: Path = tmp_path_factory.mktemp("alike")
    samples = [each for each in read([SAMPLES]) if not isinstance(each, Unreadable)]
    generated = islice(grown(read_lines(SAMPLES), GENERATED), len(samples), None)
    with open_store(Settings(index=folder)) as store:
        store.replace_all([*samples, *map(load_article, generated)])
        store.commit()
    return create_app(open_engine(folder)).test_client()


@pytest.mark.parametrize("way", WAYS)
def test_the_same_ten_in_the_same_order(client: FlaskClient, asked: list[str], way: str) -> None:
    """And the same total, of titles, their words, sentences, and what is understood in some way."""
    different = 0
    for text in asked:
        other = WAYS[way](text, Random(text))
        different += other != text
        assert answer(client, other) == answer(client, text), text
    assert different > 10


def answer(client: FlaskClient, text: str) -> tuple[int, list[str]]:
    found = client.get("/api/v1/search", query_string={"q": text[:512], "per_page": 10, "facets": "none"}).json
    return found["total"], [hit["id"] for hit in found["hits"]]
