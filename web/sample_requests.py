"""An example of a request, as it is typed into a shell and into Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from shlex import quote


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """What is sent, and where to."""

    method: str
    address: str
    """Without what it asks."""
    asked: Mapping[str, str]
    """The query string's parameters."""
    wants_token: bool
    body: str
    body_type: str
    is_json: bool
    """Whether the answer is."""

    def curl(self) -> str:
        """For a shell; the token is in the variable TOKEN."""
        words = ["curl"]
        if self.asked:
            words.append("-G")
        elif self.method != "GET":
            words.append(f"-X {self.method}")
        words.append(quote(self.address))
        more = [f"--data-urlencode {quote(f'{name}={value}')}" for name, value in self.asked.items()]
        if self.wants_token:
            more.append('-H "Authorization: Bearer $TOKEN"')
        if self.body:
            more += [f"-H {quote(f'Content-Type: {self.body_type}')}", f"--data-binary {quote(self.body)}"]
        return " \\\n  ".join([" ".join(words), *more])

    def python(self) -> str:
        """For Python, with its standard library alone."""
        return "\n".join([*self._imports(), "", *self._prepared(), *self._sent()])

    def _imports(self) -> Iterator[str]:
        if self.is_json:
            yield "import json"
        if self.wants_token:
            yield "import os"
        if self.asked:
            yield "from urllib.parse import urlencode"
        yield f"from urllib.request import {'urlopen' if self.method == 'GET' else 'Request, urlopen'}"

    def _prepared(self) -> Iterator[str]:
        if self.asked:
            yield f"asked = {_dictionary({name: _string(value) for name, value in self.asked.items()})}"
        if self.body:
            yield f'body = r"""{self.body}"""'
        headers = {}
        if self.wants_token:
            headers["Authorization"] = "f\"Bearer {os.environ['TOKEN']}\""
        if self.body:
            headers["Content-Type"] = _string(self.body_type)
        if headers:
            yield f"headers = {_dictionary(headers)}"

    def _sent(self) -> Iterator[str]:
        address = f'f"{self.address}?{{urlencode(asked)}}"' if self.asked else _string(self.address)
        if self.method != "GET":
            sent = "body.encode(), " if self.body else ""
            yield f"request = Request({address}, {sent}headers=headers, method={_string(self.method)})"
            address = "request"
        yield f"with urlopen({address}) as answer:"
        yield "    print(json.load(answer))" if self.is_json else "    print(answer.status, answer.read().decode())"


def _string(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _dictionary(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{_string(name)}: {value}" for name, value in values.items()) + "}"
