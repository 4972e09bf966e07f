"""Bytes to text. What a file declares or shows beyond doubt is honoured. Of all others only what makes Vietnamese words
in an encoding of the years before Unicode is text; it is given back in the letters of the West that its bytes are
otherwise, and `index.old_texts` reads it."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from index.readers.source import FormatError
from index.vietnamese.detection import find
from index.vietnamese.legacy import shown

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CHARSET_WITHIN = 1024
"""Bytes in which a page must declare its charset, as HTML says: https://html.spec.whatwg.org/#charset"""

_META_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)

_CONTROL = re.compile(r"[\0-\x08\x0e-\x1f]")

_NO_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
"""Python's own encodings of other things than pages; browsers know none of them, and some give no well-formed text."""

_AS_BROWSERS_READ = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
"""Declared charsets that stand for another one, by Python's names: https://encoding.spec.whatwg.org/#names-and-labels
(A declaration that can be read as single bytes is proof that the page isn't UTF-16.)"""


_WESTERN = "".join(chr(byte) if byte < 0x80 else max(shown(byte)) for byte in range(0x100))
"""What stands for each byte on a machine of the West: windows-1252, and latin-1 where that has nothing."""


def codec_of(head: bytes) -> str:
    """The Unicode encoding of a file by its first bytes: `utf-8`, `utf-8-sig`, `utf-16`, `utf-16-le`, `utf-16-be`."""
    for mark, codec in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return codec
    return _unmarked_utf16(head) or "utf-8"


def decode(raw: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or an old encoding. Raises FormatError if it is none of them."""
    if b"\0" not in raw and not raw.startswith(codecs.BOM_UTF8):
        with suppress(UnicodeDecodeError):  # one in UTF-16 with a mark is not valid UTF-8
            return raw.decode()  # what `codec_of` says of such, told in less time than a line of JSON takes to parse
    return _decode_as(codec_of(raw[:_CHARSET_WITHIN]), raw)


def decode_html(raw: bytes) -> str:
    """The text of a web page: UTF-8, UTF-16, the charset that the page itself declares, or an old encoding. Raises
    FormatError."""
    codec = codec_of(raw[:_CHARSET_WITHIN])
    declared = _META_CHARSET.search(raw, 0, _CHARSET_WITHIN)
    if codec != "utf-8" or not declared or _is_utf8(raw):
        # Many a page declares one thing and is UTF-8; text in another encoding is practically never valid UTF-8.
        return _decode_as(codec, raw)
    charset = declared[1].decode("ascii", "replace")
    if known := _python_codec(charset):
        return _decode_as(known, raw)
    # Pages that were written for fonts of their own declare x-user-defined.
    reason = f"the page declares the charset {charset}, which is not known; save it as UTF-8"
    return _in_old_encoding(raw, FormatError(reason))


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark shows by its spaces, digits and ASCII letters: one byte of many pairs, always the same one
    of the two, is zero. So it is in some binary data, but there control characters betray them."""
    pairs = len(head) // 2
    high_first, low_first = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    for codec, zeros, other_zeros in (("utf-16-le", low_first, high_first), ("utf-16-be", high_first, low_first)):
        if zeros > max(pairs // 10, 5 * other_zeros) and not _CONTROL.search(head.decode(codec, "replace")):
            return codec
    return None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _python_codec(charset: str) -> str | None:
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        return None
    return None if name in _NO_CHARSETS else _AS_BROWSERS_READ.get(name, name)


def _decode_as(codec: str, raw: bytes) -> str:
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError as error:
        if b"\0" in raw:
            raise FormatError("this is not text but binary data") from None
        reason = f"byte {error.start + 1} is not valid {codec.upper()}; save the file as UTF-8"
        return _in_old_encoding(raw, FormatError(reason))
    except LookupError:
        raise FormatError(f"the page declares {codec}, which is no charset; save it as UTF-8") from None
    if "\0" in text:
        raise FormatError("this is not text but binary data")
    return text


def _in_old_encoding(raw: bytes, otherwise: FormatError) -> str:
    """Text in an encoding of the years before Unicode, in letters of the West. Raises `otherwise` if it is none."""
    text, _ = codecs.charmap_decode(raw, "strict", _WESTERN)
    if not find([text]):
        raise otherwise
    return text
