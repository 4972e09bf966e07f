"""The examples in the OpenAPI document: one article and everything the API can answer about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Example = Mapping[str, Any]

_TITLE = "Hội nghị tổng kết công tác năm 2021"

ARTICLE: Example = {
    "id": "hoi-nghi-tong-ket-2021",
    "url": "https://vien.example.vn/tin/hoi-nghi-tong-ket-2021",
    "title": _TITLE,
    "summary": "Văn phòng tổng kết công tác năm 2021 và bàn nhiệm vụ năm 2022.",
    "body": "Ngày 25/12/2021, Văn phòng đã tổ chức Hội nghị tổng kết.\nToàn cảnh hội nghị",
    "published": "2021-12-27",
    "authors": ["Mai Lan"],
    "tags": ["tổng kết"],
    "unit": "Văn phòng",
}

HIT: Example = {
    **{key: ARTICLE[key] for key in ("id", "url", "title", "published", "authors", "tags", "unit")},
    "score": 12.3,
    "title_html": "<mark>Hội nghị</mark> <mark>tổng kết</mark> công tác năm 2021",
    "snippet_html": "… Văn phòng đã tổ chức <mark>Hội nghị</mark> <mark>tổng kết</mark> …",
}

SEARCH: Example = {
    "query": {"text": "hoi nghi tong ket", "interpreted": "hoi nghi tong ket", "relaxed": None, "understood": []},
    "total": 1,
    "page": 1,
    "per_page": 20,
    "next": None,
    "took_ms": 3.1,
    "hits": [HIT],
    "facets": {
        "unit": {"values": [{"value": "Văn phòng", "count": 1, "selected": False}], "total_values": 1},
        "date": {"values": [{"value": "2021", "count": 1, "selected": False}], "total_values": 1},
    },
    "suggestion": None,
}

FACET: Example = {
    "values": [
        {"value": "Viện Hải dương học", "count": 12, "selected": False},
        {"value": "Viện Hóa học", "count": 7, "selected": True},
    ],
    "total_values": 2,
}

EXPORT: Mapping[str, str] = {
    "text/csv": "id,title,published,authors,tags,unit,url,summary\r\n"
    f"{ARTICLE['id']},{_TITLE},27/12/2021,Mai Lan,tổng kết,Văn phòng,{ARTICLE['url']},{ARTICLE['summary']}\r\n",
    "application/x-ndjson": f"{json.dumps(ARTICLE, ensure_ascii=False)}\n",
}
"""Content type → a file."""

FEED = f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi"><id>https://vien.example.vn/feed.atom?q=tong+ket</id>\
<title>Tra Cứu: tong ket</title><updated>2021-12-27T00:00:00+07:00</updated>\
<entry>…<title>{_TITLE}</title>…</entry></feed>
"""

OPENSEARCH = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>Tra Cứu</ShortName>
  …
  <Url type="text/html" template="https://vien.example.vn/?q={searchTerms}"/>
</OpenSearchDescription>
"""

OPENSEARCH_SUGGEST = ["tong k", ["tổng kết", _TITLE]]

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://vien.example.vn/articles/hoi-nghi-tong-ket-2021</loc><lastmod>2021-12-27</lastmod></url>
</urlset>
"""

ROBOTS = """User-agent: *
Allow: /static/
Disallow: /api/
Disallow: /*?

Sitemap: https://vien.example.vn/sitemap.xml
"""

EMBED = """// Gives a page the element <tra-cuu-box>; with the attribute data-box, also one where this script stands.
…
"""

RELATED: Example = {"hits": [{**HIT, "title_html": _TITLE, "snippet_html": ARTICLE["summary"]}]}

SUGGEST: Example = {
    "suggestions": [
        {"text": _TITLE, "kind": "title", "id": ARTICLE["id"], "count": None},
        {"text": "tổng kết", "kind": "tag", "id": None, "count": 12},
    ]
}

HEALTH: Example = {"status": "ok", "articles": 10000, "generation": 7}

ARTICLE_BODY: Example = {key: value for key, value in ARTICLE.items() if key != "id"}

ARTICLE_LINES = """{"id": "tb-12", "title": "Lịch nghỉ Tết", "body": "Toàn cơ quan nghỉ Tết năm ngày."}
{"id": "tb-13", "body": "Bài này thiếu tên."}
"""

PUSHED: Example = {
    "written": 1,
    "rejected": 1,
    "lines": [
        {"line": 1, "id": "tb-12", "status": 201},
        {"line": 2, "id": "tb-13", "status": 400, "errors": {"title": ["is missing"]}},
    ],
}
