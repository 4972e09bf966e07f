"""What a web page says about its article in so many words: JSON-LD first, then meta tags, then what readers see.

JSON-LD: https://schema.org/Article; meta tags: https://ogp.me and the names that newsrooms use. trafilatura can do this
too, but it rewrites names of people and takes dates from a guesser that knows month/day.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lxml.html import HtmlElement

from index.clean import distinct
from index.dates import only_day, parse_published
from index.readers.page_layout import HEADINGS, heading_over, one_line, prose_part

_PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish_date",
    "dc.date.issued",
    "dc.date",
    "date",
)
_AUTHOR_META = ("author", "article:author", "dc.creator")
_TAG_META = ("article:tag", "keywords", "news_keywords")
_SUMMARY_META = ("description", "og:description")

_TITLE_SEPARATOR = re.compile(r"\s+[-–—|·»:]+\s+")
_HOME = re.compile(r"(?:https?://[^/]+)?(?:\./|/)?(?:(?:index|default|home|trang-chu)(?:\.\w+)?|#)?", re.IGNORECASE)
"""Links to a site's first page."""

_DATE_LABEL = re.compile(r"^(?:ngày đăng|đăng ngày|đăng lúc|ngày|cập nhật|thời gian|xuất bản)\b[\s:]*", re.IGNORECASE)

_DATELINE_LENGTH = 80
"""Characters; a longer text isn't a line that only tells when and by whom."""

_DATELINE_WITHIN = 12
"""How many elements after the headline may hold the dateline, nested ones counted each."""


@dataclass
class PageFacts:
    """What was found; empty where the page says nothing."""

    title: str = ""
    summary: str = ""
    url: str = ""
    published: date | datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    section: str = ""
    headline: HtmlElement | None = field(default=None, repr=False)
    """The heading that readers see above the article."""


def page_facts(tree: HtmlElement) -> PageFacts:
    """The facts of a parsed page; `tree` isn't changed."""
    linked, metas = _article_in_json_ld(tree), _metas(tree)
    site = _first([*metas.get("og:site_name", ()), *_names(linked.get("publisher"))])
    title, headline = _title(tree, linked, metas, site)
    return PageFacts(
        title=title,
        summary=_first([_text(linked.get("description")), *_values(metas, _SUMMARY_META)]),
        url=_url(tree, linked, metas),
        published=_published(tree, linked, metas, headline),
        authors=_authors(linked, metas, site),
        tags=distinct(_keywords(linked.get("keywords")) or _keywords(_values(metas, _TAG_META))),
        section=_first([*_names(linked.get("articleSection")), *metas.get("article:section", ())]),
        headline=headline,
    )


# JSON-LD


def _article_in_json_ld(tree: HtmlElement) -> dict[str, Any]:
    """The first object that says it is an article, of all JSON-LD in the page."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            content = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue  # Broken JSON-LD is common, and the page says the same things elsewhere.
        for node in _nodes(content):
            if _is_article(node):
                return node
    return {}


def _nodes(content: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top, in lists and in @graph."""
    if isinstance(content, list):
        for item in content:
            yield from _nodes(item)
    elif isinstance(content, dict):
        yield content
        yield from _nodes(content.get("@graph"))


def _is_article(node: dict[str, Any]) -> bool:
    types = node.get("@type")
    return any(
        isinstance(kind, str) and kind.endswith(("Article", "BlogPosting", "Report"))
        for kind in (types if isinstance(types, list) else [types])
    )


def _text(value: Any) -> str:
    """A string, in which many sites leave HTML entities."""
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""


def _names(value: Any) -> list[str]:
    """The names in a string, an object that has a name, or a list of such."""
    if isinstance(value, list):
        return [name for item in value for name in _names(item)]
    if isinstance(value, dict):
        return _names(value.get("name"))
    return [text] if (text := _text(value)) else []


def _keywords(value: Any) -> list[str]:
    """Keywords, as a list or in one string separated by commas."""
    return [word for text in _names(value) for word in re.split("[,;]", text)]


# Meta tags


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    """Contents of all meta tags by name, property or itemprop in lower case."""
    metas: dict[str, list[str]] = {}
    for meta in tree.xpath("//meta[@content]"):
        content = _text(meta.get("content"))
        names = {(meta.get(key) or "").strip().lower() for key in ("name", "property", "itemprop")} - {""}
        for name in names if content else ():
            metas.setdefault(name, []).append(content)
    return metas


def _values(metas: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    return [content for name in names for content in metas.get(name, ())]


def _authors(linked: dict[str, Any], metas: dict[str, list[str]], site: str) -> tuple[str, ...]:
    """Names of people; a site's own name and links to profiles, common in both places, are none."""
    for names in (_names(linked.get("author")), _values(metas, _AUTHOR_META)):
        people = distinct(part for name in names for part in re.split("[,;]", name))
        people = tuple(name for name in people if name.casefold() != site.casefold() and "://" not in name)
        if people:
            return people
    return ()


def _url(tree: HtmlElement, linked: dict[str, Any], metas: dict[str, list[str]]) -> str:
    main = linked.get("mainEntityOfPage")
    candidates = [
        *tree.xpath("//link[@rel='canonical']/@href"),
        *metas.get("og:url", ()),
        _text(linked.get("url")),
        _text(main.get("@id") if isinstance(main, dict) else main),
    ]
    return _first(url.strip() for url in candidates if url.strip().startswith(("http://", "https://")))


# Title


def _title(
    tree: HtmlElement, linked: dict[str, Any], metas: dict[str, list[str]], site: str
) -> tuple[str, HtmlElement | None]:
    """The title without the site's name, and the heading that shows it."""
    of_article = [*_names(linked.get("headline")), *metas.get("og:title", ())]
    of_page = [one_line(element) for element in tree.xpath("//head/title")]
    headings = _headings(tree)
    for title in of_article + of_page:
        for shorter in _beginnings(title):
            if shorter in headings:
                return shorter, headings[shorter]
    part = prose_part(tree)
    heading = heading_over(part) if part is not None else None
    if heading is None:
        heading = next(iter(headings.values()), None)
    if of_article:
        return _without_site(of_article[0], site, metas.get("title", ())), heading
    # Many a site has its own name in <title> on every page.
    if heading is not None:
        return one_line(heading), heading
    return _first(_without_site(title, site, ()) for title in of_page), None


def _headings(tree: HtmlElement) -> dict[str, HtmlElement]:
    """Headings by their text, but for a site's name that leads home."""
    return {
        one_line(heading): heading
        for heading in tree.iter(*HEADINGS)
        if one_line(heading) and not any(map(_HOME.fullmatch, heading.xpath(".//a/@href|ancestor::a/@href")))
    }


def _beginnings(title: str) -> Iterator[str]:
    """The title, and the title without what follows its last, second last, … separator."""
    yield title
    for separator in reversed(list(_TITLE_SEPARATOR.finditer(title))):
        yield title[: separator.start()]


def _without_site(title: str, site: str, bare_titles: Iterable[str]) -> str:
    for shorter in _beginnings(title):
        if shorter in bare_titles or (site and title[len(shorter) :].strip(" -–—|·»:").casefold() == site.casefold()):
            return shorter
    return title


# Date


def _published(
    tree: HtmlElement, linked: dict[str, Any], metas: dict[str, list[str]], headline: HtmlElement | None
) -> date | datetime | None:
    for text in [_text(linked.get("datePublished")), *_values(metas, _PUBLISHED_META)]:
        if published := _date(text):
            return published
    return _dateline(headline) if headline is not None else None


def _dateline(headline: HtmlElement) -> date | datetime | None:
    """The date in the few short lines right after the headline; the clock in a site's header comes before it."""
    for element in headline.xpath(f"following::*[position() <= {_DATELINE_WITHIN}]"):
        if not isinstance(element.tag, str):
            continue
        if element.tag == "time" and (published := _date(element.get("datetime", ""))):
            return published
        text = one_line(element)
        if len(text) > _DATELINE_LENGTH:
            if element.tag == "p":
                return None  # The article has begun, and the days it speaks of are others.
            continue
        if published := _date(_DATE_LABEL.sub("", text)) or only_day(text):
            return published
    return None


def _date(text: str) -> date | datetime | None:
    try:
        return parse_published(text)
    except ValueError:
        return None


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
