"""A JSON file: one article, or a list of articles. The keys are those of `index.schema`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

from marshmallow import ValidationError

from index.old_texts import Legible, in_unicode
from index.readers.encoding import decode
from index.readers.source import ByteStream, FormatError, SourceFile, Unreadable
from index.schema import load_article


def read_json(stream: ByteStream, file: SourceFile) -> Iterator[Legible | Unreadable]:
    """The articles of a JSON file; wrong ones in a list are named and the others read. Raises FormatError."""
    content = parse(decode(stream.read()))
    if not isinstance(content, list):
        yield legible_from(content)
        return
    for number, item in enumerate(content, 1):
        try:
            yield legible_from(item)
        except FormatError as error:
            yield Unreadable(file.path, f"article {number} of the list: {error.reason}")


def parse(text: str) -> Any:
    """The value that a JSON text stands for. Raises FormatError, also for NaN and for numbers too large for a float."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and error.lineno > 1:
            raise FormatError("there is more than one JSON value; one a line is called .jsonl", error.lineno) from None
        raise FormatError(f"this is not JSON: {error.msg}, column {error.colno}", error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise FormatError(f"this JSON can't be read: {error}") from None


def legible_from(value: Any) -> Legible:
    """The article, as it is meant, that a JSON value stands for. Raises FormatError with all that is wrong with it."""
    try:
        return in_unicode(load_article(value))
    except ValidationError as error:
        raise FormatError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    """All messages in one line, each after its key; a message about the whole object has no key of its own."""
    return "; ".join(
        f"it {message}" if key == "_schema" else f"{key} {message}"
        for key, messages in error.messages_dict.items()
        for message in messages
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits} is too large a number")
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)
"""Made once: `json.loads` makes one each time when it is given functions."""
