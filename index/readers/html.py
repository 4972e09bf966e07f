"""Web pages. What a page says of itself (`index.readers.page_facts`) comes first; trafilatura finds the main text."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

import lxml.etree
import lxml.html
import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document, Extractor

from index.article import Article
from index.dates import only_day
from index.old_texts import Legible, article_in_unicode
from index.readers.encoding import decode_html
from index.readers.layout import split_credits
from index.readers.page_facts import page_facts
from index.readers.page_layout import (
    BLOCKS,
    holds_no_block,
    is_mostly_links,
    length_outside_links,
    prose_part,
    smallest_part_with,
)
from index.readers.source import ByteStream, FormatError, SourceFile

# A page without main text is named by us, not logged by the library.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_PARSER = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)

_FORMATTING = (
    *("abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark"),
    *("nobr", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr"),
)
"""Tags that say how letters look. Editors put them in the midst of words (`g</span><span>iây`)."""

_FURNITURE = (
    *("binh-luan", "binhluan", "lien-quan", "lienquan", "tin-khac", "tinkhac", "chia-se", "duong-dan", "duongdan"),
    *("chan-trang", "chantrang", "breadcrumb", "copyright", "footer"),
)
"""How sites name comments, related news, share buttons, breadcrumbs and what stands at the foot of every page; for the
rest of the English names there is trafilatura."""

_is_furniture = " or ".join(f"contains(concat(@class, ' ', @id), '{name}')" for name in _FURNITURE)
_furniture = lxml.etree.XPath(f"//body//footer|//body//nav|//body//*[{_is_furniture}]")

_json_ld = lxml.etree.XPath(".//script[@type='application/ld+json']")

_layout_tables = lxml.etree.XPath("//table[.//h1 or .//h2 or .//h3 or .//div or .//ul or .//table or .//form]")
"""Tables that arrange the page; those that Word makes of data have at most paragraphs in their cells."""

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));", re.I
)
"""Characters that are invisible and that no XML tree can hold, also as references."""

_REFERENCE = re.compile(r"&(?:[a-zA-Z]\w*|#\d+|#[xX][\da-fA-F]+);")
"""A character by name or by number: `&Ouml;`, `&#214;`, `&#xD6;`."""

_CUT = re.compile(r"\s*(?:&\w*)?(?:\.{2,}|…)$")
"""Where a description was cut off, at times in the midst of an entity (`ngày&nbs...`)."""

_LINES = {"ab", "code", "head", "item", "lb", "list", "p", "quote", "row", "table"}
"""Elements of trafilatura's result that begin and end a line."""

_SHORT_LINE = 60
"""Characters; a line such as “Hà Nội, ngày 02 tháng 11 năm 2021.” or “Mai Lan – 27/12/2021” holds nothing else."""


def read_html(stream: ByteStream, file: SourceFile) -> Iterator[Legible]:
    """The one article of a page; its id is the file's name. Raises FormatError."""
    text = _REFERENCE.sub(_resolved, decode_html(stream.read()))
    yield article_in_unicode(text, lambda page: _article(page, file))


def _article(page: str, file: SourceFile) -> Article:
    tree = _parse(page)
    _clear_away(tree)
    facts = page_facts(tree)
    if not facts.title:
        raise FormatError("the page has no title")
    paragraphs, authors, tags = split_credits(_main_text(tree, facts.headline))
    authors, tags = facts.authors or authors, facts.tags or tags
    published = facts.published or _signed_on(paragraphs) or only_day(facts.title)
    paragraphs = _without_repetitions(paragraphs, facts.title, authors, published)
    return Article(
        id=file.name,
        title=facts.title,
        body="\n".join(paragraphs),
        summary="" if _is_cut_from(facts.summary, paragraphs) else facts.summary,
        url=facts.url,
        published=published,
        authors=authors,
        tags=tags,
        extra={"section": facts.section} if facts.section else {},
    )


def _resolved(reference: re.Match[str]) -> str:
    """The letter that a reference stands for, so that words can be told; references to ASCII may be there for good."""
    char = html.unescape(reference[0])
    return reference[0] if char.isascii() else char


def _parse(text: str) -> HtmlElement:
    try:
        # As bytes: lxml refuses a string that declares an encoding of its own.
        return lxml.html.document_fromstring(_CONTROL.sub("", text).encode(), parser=_PARSER)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError):
        raise FormatError("the page is empty") from None


def _clear_away(tree: HtmlElement) -> None:
    """Take out what isn't the article's by its name, and the tables that only arrange the page."""
    nearly_all = 0.8 * length_outside_links(tree)
    for element in _furniture(tree):
        # A wrapper around everything may be called `has-footer`.
        if element.find(".//h1") is None and length_outside_links(element) < nearly_all:
            tree.extend(_json_ld(element))  # At the foot of a page as often as at its head.
            element.drop_tree()
    for table in _layout_tables(tree):
        for element in table.iter("table", "tbody", "tr", "td", "th"):
            element.tag = "div"


def _main_text(tree: HtmlElement, headline: HtmlElement | None) -> list[str]:
    """The lines of the article: paragraphs, headings, list items, table rows, captions. `tree` is used up."""
    options = Extractor(comments=False)
    # Announcements are short, and below 250 characters trafilatura would take the whole page, menus and all.
    options.min_extracted_size = 1
    try:
        document = trafilatura.bare_extraction(_article_alone(tree, headline), options=options)
    except Exception as error:
        # Whatever a hostile page does to the library, it must not end a long run.
        raise FormatError(f"the main text can't be found: {error}") from error
    return _lines(document.body) if isinstance(document, Document) else []


def _article_alone(tree: HtmlElement, headline: HtmlElement | None) -> HtmlElement:
    """The page with as little around the article as can be said for sure, and its text in paragraphs."""
    lxml.etree.strip_tags(tree, *_FORMATTING)
    part = prose_part(tree)
    if part is None:
        return tree
    _make_paragraphs(part)
    return _page_of(smallest_part_with(part, headline)) if headline is not None else tree


def _make_paragraphs(part: HtmlElement) -> None:
    """trafilatura takes text in divs, captions and short lists for decoration; amid prose it is the article's own."""
    for element in list(part.iter("center", "div", "figcaption", "li", "ol", "ul")):
        if is_mostly_links(element):
            continue
        if element is part or not holds_no_block(element):
            element.tag = "div"
            _wrap_loose_text(element)
        else:
            element.tag = "p"
            element.attrib.clear()
    for figure in part.iter("figure"):
        figure.tag = "div"


def _wrap_loose_text(element: HtmlElement) -> None:
    """Put text that stands beside blocks into paragraphs of its own."""
    paragraph = lxml.etree.Element("p")
    paragraph.text, element.text = element.text, None
    children = list(element)
    element.insert(0, paragraph)
    for child in children:
        if child.tag in BLOCKS or not holds_no_block(child):
            paragraph = lxml.etree.Element("p")
            paragraph.text, child.tail = child.tail, None
            child.addnext(paragraph)
        else:
            paragraph.append(child)


def _page_of(part: HtmlElement) -> HtmlElement:
    """A page with nothing but this part."""
    if part.tag in ("html", "body"):
        return part.getroottree().getroot()
    page = lxml.html.document_fromstring("<body></body>")
    page.body.append(part)
    return page


def _lines(body: lxml.etree._Element) -> list[str]:
    """The text of trafilatura's result, line by line."""
    parts: list[str] = []
    for event, element in lxml.etree.iterwalk(body, events=("start", "end")):
        if element.tag in _LINES:
            parts.append("\n")
        elif element.tag == "cell":
            parts.append(" ")
        parts.append(re.sub(r"\s+", " ", (element.text if event == "start" else element.tail) or ""))
    return [" ".join(line.split()) for line in "".join(parts).split("\n") if line.strip()]


def _without_repetitions(
    paragraphs: Sequence[str], title: str, authors: Collection[str], published: date | None
) -> list[str]:
    """The paragraphs without the lines at top and bottom that only repeat title, date and authors."""

    def repeats(line: str) -> bool:
        return line.casefold() == title.casefold() or _is_dateline(line, published) or _is_byline(line, authors)

    first, last = 0, len(paragraphs)
    while first < last and repeats(paragraphs[first]):
        first += 1
    while first < last and _is_byline(paragraphs[last - 1], authors):
        last -= 1
    return list(paragraphs[first:last])


def _is_dateline(line: str, published: date | None) -> bool:
    day = published.date() if isinstance(published, datetime) else published
    return day is not None and len(line) <= _SHORT_LINE and only_day(line) == day


def _is_byline(line: str, authors: Collection[str]) -> bool:
    """Whether a line names authors and nobody else."""
    names = {name.strip() for name in re.split(r"[,;&]|\s[–-]\s", line)}
    return names <= set(authors)


def _is_cut_from(summary: str, paragraphs: Sequence[str]) -> bool:
    """Whether a description is only the beginning of the article, cut somewhere, as many sites make it."""
    beginning = _CUT.sub("", summary)
    return bool(beginning) and " ".join(paragraphs).startswith(beginning)


def _signed_on(paragraphs: Sequence[str]) -> date | None:
    """The day in a line such as “Hà Nội, ngày 02 tháng 11 năm 2021.”, the last of its kind."""
    for line in reversed(paragraphs):
        if len(line) <= _SHORT_LINE and (day := only_day(line)):
            return day
    return None
