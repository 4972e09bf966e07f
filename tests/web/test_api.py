"""The JSON API, to the letter of its contract."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from flask import json
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from tests.web.articles import ARTICLES, BARE, BROKEN, HOSTILE, LINE_END, NEIGHBOURLY, SUMMING_UP, UPWARDS, WITH_TIME
from tests.web.fake_engine import FakeEngine
from web import create_app, examples
from web.schemas import (
    ArticleAnswer,
    HealthAnswer,
    RelatedAnswer,
    SearchAnswer,
    SearchParameters,
    SuggestAnswer,
)

HIT_KEYS = ["id", "url", "title", "published", "authors", "tags", "unit", "score", "title_html", "snippet_html"]


def search(client: FlaskClient, query: str = "") -> Any:
    answer = client.get(f"/api/v1/search?{query}")
    assert answer.status_code == HTTPStatus.OK
    return answer.get_json()


def test_answer(client: FlaskClient) -> None:
    """A search answers the query, the total, the page, the hits and the facets, by these names."""
    answer = search(client, "q=hoi+nghi+tong+ket&per_page=1&facets=unit")
    assert list(answer) == [
        "query", "total", "page", "per_page", "next", "took_ms", "hits", "facets", "suggestion"
    ]  # fmt: skip
    text = "hoi nghi tong ket"
    assert answer["query"] == {"text": text, "interpreted": text, "relaxed": None, "understood": []}
    assert (answer["total"], answer["page"], answer["per_page"], answer["next"]) == (2, 1, 1, "after-1")
    assert answer["took_ms"] == 0.42
    assert answer["suggestion"] is None
    assert answer["facets"] == {
        "unit": {
            "values": [
                {"value": "Viện Hàn lâm Khoa học và Công nghệ Việt Nam", "count": 1, "selected": False},
                {"value": "Văn phòng", "count": 1, "selected": False},
            ],
            "total_values": 2,
        }
    }


def test_hit(client: FlaskClient) -> None:
    """A hit holds what a list of results shows, its matching words marked."""
    (hit,) = search(client, "q=toan+canh+hoi+nghi")["hits"]
    assert list(hit) == HIT_KEYS
    assert hit["id"] == "hoi-nghi-tong-ket-2021"
    assert hit["url"] == "https://vien.example.vn/tin/hoi-nghi-tong-ket-2021"
    assert hit["published"] == "2021-12-27"
    assert hit["authors"] == ["Mai Lan"]
    assert hit["tags"] == ["tổng kết", "khen thưởng"]
    assert hit["unit"] == "Văn phòng"
    assert hit["title_html"].startswith("<mark>Hội</mark> <mark>nghị</mark> tổng kết")


def test_hit_with_a_time_of_day(client: FlaskClient) -> None:
    """Where the source gave a time of day, `published` is a date-time with its zone."""
    (hit,) = search(client, "q=trao+giai+thuong")["hits"]
    assert hit["published"] == "2022-03-15T08:30:00+07:00"


def test_hit_of_a_bare_article(client: FlaskClient) -> None:
    """What an article lacks is null, an empty string or an empty list; the key is there all the same."""
    (hit,) = search(client, "q=nghi+le")["hits"]
    assert list(hit) == HIT_KEYS
    assert (hit["published"], hit["url"], hit["unit"], hit["authors"], hit["tags"]) == (None, "", "", [], [])


def test_vietnamese_as_itself(client: FlaskClient) -> None:
    """Answers spell Vietnamese letters out; they aren't escaped."""
    assert "Hội nghị tổng kết" in client.get("/api/v1/search?q=tong+ket").text


def test_empty_query_lists_everything(client: FlaskClient) -> None:
    """Without words the search lists every article."""
    assert search(client)["total"] == len(ARTICLES)


def test_pages_and_cursor_agree(client: FlaskClient) -> None:
    """Going on by `next` shows what going on by page number shows."""
    first = search(client, "per_page=5")
    by_cursor = search(client, f"per_page=5&cursor={first['next']}")
    by_page = search(client, "per_page=5&page=2")
    assert by_cursor["hits"] == by_page["hits"] != first["hits"]
    assert by_cursor["page"] == 2
    assert search(client, "per_page=100")["next"] is None


def test_selections_narrow(client: FlaskClient) -> None:
    """Selections of one facet widen each other, those of several facets narrow; all are said to be selected."""
    answer = search(client, "date=2021-12&date=2022&unit=V%C4%83n+ph%C3%B2ng")
    assert [hit["id"] for hit in answer["hits"]] == ["hoi-nghi-tong-ket-2021"]
    (selected,) = [value for value in answer["facets"]["unit"]["values"] if value["selected"]]
    assert selected == {"value": "Văn phòng", "count": 1, "selected": True}


def test_which_facets(client: FlaskClient) -> None:
    """All facets are counted unless the request chooses some, or none."""
    assert set(search(client)["facets"]) == {"date", "author", "tag", "unit"}
    assert set(search(client, "facets=tag,date")["facets"]) == {"tag", "date"}
    assert search(client, "facets=none")["facets"] == {}
    assert len(search(client, "facet_size=2")["facets"]["tag"]["values"]) == 2


def test_relaxation_is_said(client: FlaskClient) -> None:
    """If the words as typed find nothing, the answer says what was loosened."""
    assert search(client, "q=h%C3%B2i+th%C3%A3o")["query"]["relaxed"] == "marks"
    assert search(client, "q=hoi+thao+xyz")["query"]["relaxed"] == "words"


def test_suggestion(client: FlaskClient) -> None:
    """A better spelling is suggested."""
    assert search(client, "q=h%C3%B4i+nghj")["suggestion"] == "hội nghị"


@pytest.mark.parametrize("article", [*ARTICLES, LINE_END, UPWARDS, NEIGHBOURLY], ids=lambda article: article.id)
def test_every_article_can_be_fetched(article: Any) -> None:
    """Whatever its id holds (slashes, two in a row, a question mark, line ends, the name of another resource), an
    article is found by it."""
    client = create_app(FakeEngine([*ARTICLES, LINE_END, UPWARDS, NEIGHBOURLY])).test_client()
    answer = client.get(f"/api/v1/articles/{quote(article.id)}")
    assert answer.status_code == HTTPStatus.OK
    assert answer.get_json()["id"] == article.id


def test_article(client: FlaskClient) -> None:
    """An article comes back as it was given, with the keys of its source that mean nothing to us."""
    answer = client.get(f"/api/v1/articles/{SUMMING_UP.id}").get_json()
    assert answer["body"] == SUMMING_UP.body
    assert answer["summary"] == SUMMING_UP.summary
    assert answer["published"] == "2021-12-27"
    assert answer["authors"] == ["Mai Lan"]
    assert answer["nguồn"] == "Bản tin nội bộ"
    assert answer["views"] == 12


def test_related(client: FlaskClient) -> None:
    """Related articles come as hits, the article itself not among them."""
    answer = client.get(f"/api/v1/articles/{quote(WITH_TIME.id)}/related").get_json()
    assert list(answer) == ["hits"]
    assert [hit["id"] for hit in answer["hits"]] == [SUMMING_UP.id]
    assert list(answer["hits"][0]) == HIT_KEYS
    assert client.get(f"/api/v1/articles/{BARE.id}/related").get_json() == {"hits": []}


def test_how_many_related(client: FlaskClient) -> None:
    """There are at most five related articles, or as many as the request says."""

    def number(query: str) -> int:
        return len(client.get(f"/api/v1/articles/hoi-thao-1/related{query}").get_json()["hits"])

    assert (number(""), number("?size=1"), number("?size=20")) == (5, 1, 7)


def test_related_articles_of_an_awkward_id() -> None:
    """Where an article's id ends in `/related`, its own related articles are found all the same."""
    client = create_app(FakeEngine([NEIGHBOURLY])).test_client()
    assert client.get(f"/api/v1/articles/{NEIGHBOURLY.id}/related").get_json() == {"hits": []}


def test_what_utf8_cannot_carry() -> None:
    """Half a surrogate pair in an article spoils no answer: a question mark stands in its place."""
    client = create_app(FakeEngine([BROKEN])).test_client()
    answer = client.get("/api/v1/search")
    assert answer.status_code == HTTPStatus.OK
    (hit,) = answer.get_json()["hits"]
    assert (hit["id"], hit["title"], hit["tags"]) == ("hong-?", "Nửa ký tự ? trong tên", ["hỏng ?"])
    assert client.get("/api/v1/suggest?q=nua").get_json()["suggestions"][0]["text"] == "Nửa ký tự ? trong tên"


def test_what_json_cannot_carry() -> None:
    """An infinite number among an article's further keys is null: answers are JSON to every reader of it."""
    client = create_app(FakeEngine([replace(BROKEN, id="hong")])).test_client()
    answer = client.get("/api/v1/articles/hong")
    assert answer.status_code == HTTPStatus.OK

    def refuse(name: str) -> None:
        pytest.fail(f"{name} is not JSON")

    article = json.loads(answer.data, parse_constant=refuse)
    assert (article["lượt"], article["điểm"], article["khoá ?"]) == (None, [1.5, {"xa": None, "lạ": None}], "?")


def test_suggest(client: FlaskClient) -> None:
    """Completions say what they are: a title with its article, or a value with its count."""
    answer = client.get("/api/v1/suggest?q=tong+ket").get_json()
    title, tag = answer["suggestions"][0], answer["suggestions"][-1]
    assert title == {"text": SUMMING_UP.title, "kind": "title", "id": SUMMING_UP.id, "count": None}
    assert tag == {"text": "tổng kết", "kind": "tag", "id": None, "count": 2}
    assert len(client.get("/api/v1/suggest?q=hoi&size=2").get_json()["suggestions"]) == 2
    assert client.get("/api/v1/suggest").get_json() == {"suggestions": []}


def test_health(client: FlaskClient) -> None:
    """A monitor learns that all is well and what the index holds."""
    assert client.get("/healthz").get_json() == {"status": "ok", "articles": len(ARTICLES), "generation": 7}


def test_markup_in_articles_is_data(client: FlaskClient) -> None:
    """Markup inside an article stays text: `…_html` keys hold it escaped."""
    (hit,) = search(client, "q=ky+tu+la")["hits"]
    assert "<script>" in hit["title"]
    assert "<script>" not in hit["title_html"]
    assert hit["id"] == HOSTILE.id


def test_every_answer_is_guarded(client: FlaskClient) -> None:
    """Answers can't be sniffed into another type and run no inline script; pages tell other sites nothing."""
    for path in ("/", "/healthz", "/api/v1/search", "/nowhere", "/api/v1/nowhere"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        is_page = headers["Content-Type"].startswith("text/html")
        assert headers.get("Referrer-Policy") == ("same-origin" if is_page else None)


class TestOpenApi:
    """The OpenAPI document."""

    @pytest.fixture
    def document(self, client: FlaskClient) -> Any:
        return client.get("/api/v1/openapi.json").get_json()

    def test_is_valid(self, document: Any) -> None:
        """It is OpenAPI 3.1 to the standard's own validator."""
        assert document["openapi"].startswith("3.1")
        validate(document)

    def test_has_every_route(self, document: Any) -> None:
        """It describes every route that reads, but for pages and their files."""
        assert set(document["paths"]) == {
            "/api/v1/opensearch-suggest",
            "/embed.js",
            "/feed.atom",
            "/opensearch.xml",
            "/robots.txt",
            "/sitemap.xml",
            "/sitemap-{part}.xml",
            "/api/v1/search",
            "/api/v1/facets/{name}",
            "/api/v1/export",
            "/api/v1/suggest",
            "/api/v1/articles/{article_id}",
            "/api/v1/articles/{article_id}/related",
            "/healthz",
        }

    def test_has_every_parameter(self, document: Any) -> None:
        """It describes every parameter, with an example; only a cursor is nothing that anybody could make up."""
        described = document["paths"]["/api/v1/search"]["get"]["parameters"]
        assert {each["name"] for each in described} == {
            field.data_key or name for name, field in SearchParameters().fields.items()
        }
        for path in document["paths"].values():
            for parameter in path["get"].get("parameters", []) + path.get("parameters", []):
                assert parameter["description"], parameter
                assert parameter["schema"].get("examples") or parameter["name"] == "cursor", parameter

    def test_examples_of_parameters_work(self, client: FlaskClient, document: Any) -> None:
        """Every example of a parameter is one that the service takes."""
        for path, item in document["paths"].items():
            for parameter in item["get"].get("parameters", []):
                for example in parameter["schema"].get("examples", []):
                    answer = client.get(
                        path.format(article_id=SUMMING_UP.id, name="unit", part=1),
                        query_string={parameter["name"]: example},
                    )
                    assert answer.status_code == HTTPStatus.OK, (path, parameter["name"], example)

    def test_examples_of_answers_agree_with_themselves(self) -> None:
        """The example of a search counts the hits it shows, and promises no page after its last."""
        assert examples.SEARCH["total"] == len(examples.SEARCH["hits"])
        assert examples.SEARCH["next"] is None

    def test_says_what_is_fetched_under_an_ambiguous_address(self, document: Any) -> None:
        """It says what an address means that ends in `/related` and is the id of an article at the same time."""
        (parameter,) = document["paths"]["/api/v1/articles/{article_id}"]["parameters"]
        assert "`a/related`" in parameter["description"]
        assert "that article" in document["paths"]["/api/v1/articles/{article_id}/related"]["get"]["description"]

    def test_says_when_nothing_is_suggested(self, document: Any) -> None:
        """It says that `suggestion` is null when there is nothing better to suggest."""
        suggestion = document["components"]["schemas"]["SearchAnswer"]["properties"]["suggestion"]
        assert "null when there is nothing better to suggest" in suggestion["description"]

    def test_says_the_bounds(self, document: Any) -> None:
        """It says what values the contract allows."""
        described = {each["name"]: each["schema"] for each in document["paths"]["/api/v1/search"]["get"]["parameters"]}
        assert described["q"]["maxLength"] == 512
        assert (described["per_page"]["minimum"], described["per_page"]["maximum"]) == (1, 100)
        assert (described["facet_size"]["minimum"], described["facet_size"]["maximum"]) == (1, 1000)
        assert (described["page"]["minimum"], described["page"]["type"]) == (1, "integer")
        (size,) = document["paths"]["/api/v1/articles/{article_id}/related"]["get"]["parameters"]
        assert [size["schema"][key] for key in ("minimum", "maximum", "default")] == [1, 20, 5]
        assert described["per_page"]["default"] == described["facet_size"]["default"] == 20
        assert described["sort"]["enum"] == ["relevance", "newest", "oldest"]

    def test_has_every_answer(self, document: Any) -> None:
        """Every answer and every problem has a description, its tag or how to go on, and an example."""
        for path in document["paths"].values():
            responses = path["get"]["responses"]
            assert {"200", "304", "413", "414", "429"} <= set(responses)
            for status, response in responses.items():
                assert response["description"]
                assert ("ETag" in response.get("headers", ())) == (status in {"200", "304"})
                assert ("Retry-After" in response.get("headers", ())) == (status == "429")
                assert ("content" in response) == (status != "304")
                contents = response.get("content", {})
                assert ("application/problem+json" in contents) == (status >= "400")
                assert all(content["example"] for content in contents.values())

    def test_describes_every_key(self, document: Any) -> None:
        """Every key of every answer is described, or is a thing with a description of its own."""
        for name, schema in document["components"]["schemas"].items():
            for key, value in schema["properties"].items():
                assert "description" in value or "$ref" in value or "const" in str(value) or key == "status", (
                    name,
                    key,
                )

    def test_examples_have_the_right_shape(self) -> None:
        """The examples in the document are what the schemas would answer."""
        for schema, example in (
            (SearchAnswer, examples.SEARCH),
            (SuggestAnswer, examples.SUGGEST),
            (RelatedAnswer, examples.RELATED),
            (HealthAnswer, examples.HEALTH),
        ):
            assert schema().validate(example) == {}
        assert ArticleAnswer().dump(ArticleAnswer().load(examples.ARTICLE)) == examples.ARTICLE


def test_fields(client: FlaskClient) -> None:
    """Of each hit only what was asked for is said, in the order asked, the text too if it is."""
    (hit,) = search(client, "q=toan+canh+hoi+nghi&fields=title,id,body")["hits"]
    assert list(hit) == ["title", "id", "body"]
    assert hit["body"] == SUMMING_UP.body
    assert list(search(client, "q=toan+canh+hoi+nghi&fields=")["hits"][0]) == HIT_KEYS
    problem = client.get("/api/v1/search?fields=id,colour").get_json()
    assert problem["errors"]["fields"][0].startswith("Not a field: 'colour'.")


def test_the_page_shows_its_own_fields(client: FlaskClient) -> None:
    """It takes the API's parameters, but not this one."""
    assert "<mark>" in client.get("/?q=tong+ket&fields=id").text


def test_facet_search(client: FlaskClient) -> None:
    """The values of one facet that begin so, counted regardless of its own selection; other facets there are none."""
    answer = client.get("/api/v1/facets/unit?prefix=vien+h&size=1&unit=V%C4%83n+ph%C3%B2ng").get_json()
    assert answer == {"values": [{"value": "Viện Hải dương học", "count": 4, "selected": False}], "total_values": 2}
    assert client.get("/api/v1/facets/colour").status_code == HTTPStatus.NOT_FOUND
    assert list(client.get("/api/v1/facets/tag?size=0").get_json()["errors"]) == ["size"]
