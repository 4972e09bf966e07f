"""The API's documentation as a page, made of its OpenAPI document: what is served is what is described.

The renderers there are come as scripts: Swagger UI of 1.7 MB, Redoc of 1.1, RapiDoc of 0.9, Scalar of 3.6. Without
JavaScript they show nothing, none of them speaks Vietnamese, and but for the first they want styles that our
Content-Security-Policy forbids. What we describe is little more than a dozen operations; a template does for that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, current_app, request

from web import languages
from web.languages import VIETNAMESE
from web.rendering import render
from web.rest import Api
from web.sample_requests import SampleRequest

documentation = Blueprint("documentation", __name__)

Json = Mapping[str, Any]

IN_EXAMPLES = ("q", "prefix", "format")
"""The parameters that an example of a request has, where there are such."""

_METHODS = ("get", "put", "post", "delete")

_CATALOGUE = "openapi.vi"
"""The document is English; this is what it says in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter of a request, or a key of a JSON value."""

    name: str
    """Of a key within another one, the path to it: `hits[].title`."""
    kind: str
    """Its type and bounds: `integer, 1–100`."""
    meaning: str
    default: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What may be answered."""

    status: str
    meaning: str
    examples: tuple[tuple[str, str], ...] = ()
    """Content types, each with an example."""
    keys: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of an address."""

    method: str
    path: str
    tag: str
    summary: str
    description: str
    parameters: tuple[Named, ...]
    body_keys: tuple[Named, ...]
    sample: SampleRequest
    answers: tuple[Answer, ...]
    problems: tuple[Answer, ...]

    @property
    def anchor(self) -> str:
        """What its place on the page is called."""
        return f"{self.method}{self.path}".lower().translate(str.maketrans("/{}.", "-   ")).replace(" ", "")


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that belong together."""

    name: str
    meaning: str
    operations: tuple[Operation, ...]


@documentation.get("/api")
def page() -> str:
    """What the API can do."""
    (api,) = current_app.extensions["flask-smorest"]["apis"].values()
    reader = Reader(cast(Api, api["ext_obj"]).spec.to_dict(), request.url_root.rstrip("/"))
    return render("documentation.html", about=reader.about(), groups=reader.groups(), everywhere=reader.everywhere())


class Reader:
    """Reads an OpenAPI document in the language that was asked for."""

    def __init__(self, document: Json, root: str) -> None:
        """`root`: the service's address."""
        self._document = document
        self._root = root
        is_vietnamese = languages.asked_for() is VIETNAMESE
        self._say = languages.catalogue(_CATALOGUE).gettext if is_vietnamese else str
        operations = [each for item in document["paths"].values() for method, each in item.items() if method == "get"]
        self._everywhere = {
            status: answer
            for status, answer in operations[0]["responses"].items()
            if status != "200" and all(each["responses"].get(status) == answer for each in operations)
        }

    def about(self) -> str:
        """What it is."""
        return self._said(self._document["info"])

    def groups(self) -> Sequence[Group]:
        """All operations, by what they are about."""
        operations = list(self._operations())
        groups = []
        for tag in self._document["tags"]:
            name, _, meaning = self._said(tag).partition(".")
            groups.append(Group(name, meaning.strip(), tuple(each for each in operations if each.tag == tag["name"])))
        return groups

    def everywhere(self) -> Sequence[Answer]:
        """What every reading operation may answer besides its own."""
        return [self._answer(*each) for each in sorted(self._everywhere.items())]

    def _operations(self) -> Iterator[Operation]:
        for path, item in self._document["paths"].items():
            for method in _METHODS:
                if method in item:
                    yield self._operation(method.upper(), path, item[method], item.get("parameters", ()))

    def _operation(self, method: str, path: str, described: Json, of_path: Sequence[Json]) -> Operation:
        given = [*of_path, *described.get("parameters", ())]
        bodies = described.get("requestBody", {}).get("content", {}).values()
        answers = sorted(each for each in described["responses"].items() if each not in self._everywhere.items())
        return Operation(
            method=method,
            path=path,
            tag=described["tags"][0],
            summary=self._say(described["summary"]),
            description=self._said(described),
            parameters=tuple(map(self._parameter, given)),
            body_keys=tuple(key for body in bodies for key in self._keys(body["schema"])),
            sample=_sample(method, self._root + path, described, given),
            answers=tuple(self._answer(*each) for each in answers if each[0] < "400"),
            problems=tuple(self._answer(*each) for each in answers if each[0] >= "400"),
        )

    def _parameter(self, given: Json) -> Named:
        schema = _not_null(given["schema"])
        default = schema.get("default")
        return Named(
            name=given["name"],
            kind=self._kind(schema),
            meaning=self._said(given),
            default="" if default in (None, "", []) else str(default),
            example=_plain(schema["examples"][0]) if schema.get("examples") else "",
        )

    def _answer(self, status: str, described: Json) -> Answer:
        contents = described.get("content", {})
        keys = [key for content in contents.values() for key in self._keys(content["schema"])]
        examples = tuple((kind, _written(content["example"])) for kind, content in contents.items())
        return Answer(status, self._said(described), examples, tuple(keys))

    def _keys(self, schema: Json, prefix: str = "") -> Iterator[Named]:
        """Every key of a JSON value."""
        for name, value in self._resolved(schema).get("properties", {}).items():
            described = self._resolved(value)
            yield Named(f"{prefix}{name}", self._kind(described), self._said(value) or self._said(described))
            if "items" in described:
                yield from self._keys(described["items"], f"{prefix}{name}[].")
            elif isinstance(described.get("additionalProperties"), Mapping):
                yield from self._keys(described["additionalProperties"], f"{prefix}{name}.*.")
            else:
                yield from self._keys(described, f"{prefix}{name}.")

    def _kind(self, schema: Json) -> str:
        """A type, with its bounds."""
        if "enum" in schema:
            return " | ".join("null" if each is None else str(each) for each in schema["enum"])
        types = schema.get("type", ())
        names = {each: self._say(each) for each in ([types] if isinstance(types, str) else types)}
        if "array" in names:
            names["array"] += f" ({self._kind(self._resolved(schema['items']))})"
        said = [" | ".join(names.values())]
        if "minimum" in schema:
            said.append(f"{schema['minimum']}–{schema['maximum']}" if "maximum" in schema else f"≥ {schema['minimum']}")
        if "maxLength" in schema:
            said.append(f"≤ {schema['maxLength']}")
        return ", ".join(said)

    def _resolved(self, schema: Json) -> Json:
        """What a reference stands for."""
        if "$ref" not in schema:
            return schema
        name = schema["$ref"].removeprefix("#/components/schemas/")
        return cast(Json, self._document["components"]["schemas"][name])

    def _said(self, described: Json) -> str:
        """A description, its lines, which are those of our code, joined to paragraphs."""
        paragraphs = described.get("description", "").split("\n\n")
        text = "\n\n".join(" ".join(each.split()) for each in paragraphs)
        return self._say(text) if text else ""  # of nothing gettext says what the catalogue is


def _sample(method: str, address: str, described: Json, given: Sequence[Json]) -> SampleRequest:
    """An example of a request."""
    asked = {}
    for parameter in given:
        name, examples = parameter["name"], parameter["schema"].get("examples")
        if parameter["in"] == "path":
            address = address.replace(f"{{{name}}}", str(examples[0]))
        elif name in IN_EXAMPLES:
            asked[name] = str(examples[0])
    bodies = described.get("requestBody", {}).get("content", {})
    answers = [answer for status, answer in described["responses"].items() if status < "300"]
    kinds = [kind for answer in answers for kind in answer.get("content", ())]
    return SampleRequest(
        method=method,
        address=address,
        asked=asked,
        wants_token=bool(described.get("security")),
        body="".join(_written(body["example"]) for body in bodies.values()),
        body_type="".join(bodies),
        is_json=bool(kinds) and all(kind.endswith(("/json", "+json")) for kind in kinds),
    )


def _not_null(schema: Json) -> Json:
    """The schema of a parameter: null, which marshmallow may make of one that is left out, can't be typed."""
    types = schema.get("type")
    return {**schema, "type": [each for each in types if each != "null"]} if isinstance(types, list) else schema


def _plain(example: Any) -> str:
    """An example of a parameter as it is typed."""
    return ", ".join(map(str, example)) if isinstance(example, list) else str(example)


def _written(example: Any) -> str:
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)
