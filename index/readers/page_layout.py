"""Where the article stands in a page: under which heading, in which part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import lxml.etree
from lxml.html import HtmlElement

BLOCKS = (
    *("div", "section", "article", "p", "blockquote", "pre", "ul", "ol", "li", "dl", "table", "figure", "form"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
)

HEADINGS = ("h1", "h2", "h3", "h4")

holds_no_block = lxml.etree.XPath(f"not({'|'.join(f'.//{tag}' for tag in BLOCKS)})")
_text_outside_links = lxml.etree.XPath(".//text()[not(ancestor::a or ancestor::script or ancestor::style)]")
_heading_before = lxml.etree.XPath(f"preceding::*[{' or '.join(f'self::{tag}' for tag in HEADINGS)}]")

_PROSE = 80
"""Characters outside links; what is shorter may be a date or a byline, unless nothing is longer."""


def prose_part(tree: HtmlElement) -> HtmlElement | None:
    """The element that holds more text in paragraphs of its own than any other; None in a page without prose."""
    weights: Counter[HtmlElement] = Counter()
    for block, length in _text_blocks(tree):
        parent = block if block.tag == "td" else block.getparent()
        if parent is not None:
            weights[parent.getparent() if block.tag == "li" else parent] += length
    return max(weights, key=weights.__getitem__, default=None)


def heading_over(part: HtmlElement) -> HtmlElement | None:
    """The last heading before the prose of a part begins."""
    blocks = list(_text_blocks(part))
    longest = max((length for _, length in blocks), default=0)
    for block, length in blocks:
        if length >= min(longest, _PROSE):
            before: list[HtmlElement] = [heading for heading in _heading_before(block) if one_line(heading)]
            return before[-1] if before else None
    return None


def smallest_part_with(one: HtmlElement, other: HtmlElement) -> HtmlElement:
    """The innermost element that contains both."""
    around_one = {one, *one.iterancestors()}
    return next(element for element in (other, *other.iterancestors()) if element in around_one)


def is_mostly_links(element: HtmlElement) -> bool:
    """Whether more than half of the text leads elsewhere, as in menus and lists of other articles."""
    return length_outside_links(element) * 2 < len(one_line(element))


def length_outside_links(element: HtmlElement) -> int:
    """Characters of text that leads nowhere else."""
    return len(" ".join("".join(_text_outside_links(element)).split()))


def one_line(element: HtmlElement) -> str:
    """The text of an element, with single spaces."""
    return " ".join(element.text_content().split())


def _text_blocks(tree: HtmlElement) -> Iterator[tuple[HtmlElement, int]]:
    """Elements that hold text and no other block, with the length of their text outside links."""
    for block in tree.iter("p", "div", "td", "li"):
        if holds_no_block(block):
            yield block, length_outside_links(block)
