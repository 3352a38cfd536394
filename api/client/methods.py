"""One method of the client, from one operation of the OpenAPI document."""

import enum
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from api.client.lines import LONGEST, call, mapping

_JSON = "application/json"
_EVENTS = "text/event-stream"

_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_INSTANTS = {"date": "date", "date-time": "datetime"}

_HEADERS = frozenset({"Idempotency-Key", "If-Match"})
_OF_PAGES = frozenset({"cursor"})
_EVENT = "JobRead"
"""What server-sent events tell: no document says so."""

_INDENT = " " * 8
_VERSIONED = "/api/v1/"

_MOST_ARGUMENTS = 7
_NOQA = "  # noqa: PLR0913 - one for each that is asked by"


@dataclass
class Method:
    """
    A method as text.

    Parameters
    ----------
    imports
        Names that it takes from modules.
    """

    text: str = ""
    imports: dict[str, set[str]] = field(default_factory=dict)

    def needs(self, module: str, name: str) -> str:
        """The name of something that is imported."""
        self.imports.setdefault(module, set()).add(name)
        return name


def method_of(
    verb: str,
    path: str,
    operation: Mapping[str, Any],
    document: Mapping[str, Any],
    known: Mapping[str, type],
) -> Method:
    """The method of an operation."""
    return _Writer(path, operation, document, known).method(verb)


class _Writer:
    """Writes the method of one operation."""

    def __init__(
        self,
        path: str,
        operation: Mapping[str, Any],
        document: Mapping[str, Any],
        known: Mapping[str, type],
    ) -> None:
        self._path = path
        self._operation = operation
        self._components = document["components"]["schemas"]
        self._known = known
        self._method = Method()
        self._in_path = re.findall(r"{(\w+)}", path)
        self._asked = [
            each
            for each in operation.get("parameters", ())
            if each["in"] == "query" and each["name"] not in _OF_PAGES
        ]

    def method(self, verb: str) -> Method:
        """The whole method."""
        how, kind, returned = self._answer(verb)
        arguments = [*self._positional(), *self._by_name(verb)]
        given = [self._address()]
        if kind:
            given.append(kind)
        if verb == "post":
            given += [self._body_name(), "options"]
        if self._asked:
            pairs = [f'"{each["name"]}": {each["name"]}' for each in self._asked]
            given.append(mapping(pairs, len(_INDENT) + 4))
        many = _NOQA if len([*self._in_path, *self._asked]) > _MOST_ARGUMENTS else ""
        name = self._operation["operationId"]
        head = call(f"def {name}({many}", ["self", *arguments], f") -> {returned}:", 4)
        made = call(f"return self._caller.{how}(", given, ")", len(_INDENT))
        self._method.text = f"    {head}\n{self._docstring()}{_INDENT}{made}\n"
        return self._method

    def _docstring(self) -> str:
        summary = self._operation["description"].split("\n\n")[0].replace("\n", " ")
        line = f'{_INDENT}"""{summary}"""\n'
        if len(line) <= LONGEST + 1:
            return line
        wrapped = textwrap.wrap(summary, LONGEST - len(_INDENT))
        lines = "".join(f"{_INDENT}{each}\n" for each in wrapped)
        return f'{_INDENT}"""\n{lines}{_INDENT}"""\n'

    def _address(self) -> str:
        is_versioned = self._path.startswith(_VERSIONED)
        name = self._method.needs("api.client.caller", "v1" if is_versioned else "at")
        parts = [
            each[1:-1] if each.startswith("{") else f'"{each}"'
            for each in self._path.removeprefix(_VERSIONED).strip("/").split("/")
        ]
        return call(f"{name}(", parts, "),", len(_INDENT) + 4)[:-1]

    def _answer(self, verb: str) -> tuple[str, str, str]:
        """How it is called, the class of the answer, and what is returned."""
        content = next(
            each.get("content", {})
            for status, each in self._operation["responses"].items()
            if status.startswith("2")
        )
        if _EVENTS in content:
            name = self._class(_EVENT)
            return "events", name, f"{self._iterator()}[{name}]"
        if _JSON not in content:
            return "got_text", "", "str"
        reference = content[_JSON]["schema"].get("$ref")
        if reference is None:
            return "got_json", "", self._method.needs("typing", "Any")
        name = reference.rpartition("/")[2]
        if verb == "post":
            return "changed", self._class(name), self._class(name)
        if name.startswith("Page_"):
            items = self._components[name]["properties"]["items"]["items"]
            inner = self._class(items["$ref"].rpartition("/")[2])
            return "pages", inner, f"{self._iterator()}[{inner}]"
        return "got", self._class(name), self._class(name)

    def _iterator(self) -> str:
        return self._method.needs("collections.abc", "Iterator")

    def _class(self, name: str) -> str:
        found = self._known[name]
        return self._method.needs(found.__module__, found.__name__)

    def _positional(self) -> list[str]:
        kinds = {
            each["name"]: self._kind(each["schema"])
            for each in self._operation.get("parameters", ())
            if each["in"] == "path"
        }
        found = [f"{name}: {kinds[name]}" for name in self._in_path]
        body = self._body()
        return found if body is None else [*found, f"body: {body}"]

    def _body(self) -> str | None:
        """What is sent; a document that is no model of ours goes out as it is."""
        content = self._operation.get("requestBody", {}).get("content")
        if content is None:
            return None
        name = content[_JSON]["schema"].get("$ref", "").rpartition("/")[2]
        is_ours = issubclass(self._known.get(name, type(None)), BaseModel)
        return self._class(name) if is_ours else "bytes"

    def _body_name(self) -> str:
        return "None" if self._body() is None else "body"

    def _by_name(self, verb: str) -> list[str]:
        found = []
        for each in sorted(self._asked, key=lambda each: not each.get("required")):
            kind = self._kind(each["schema"])
            if each.get("required"):
                found.append(f"{each['name']}: {kind}")
            else:
                optional = kind if kind.endswith("| None") else f"{kind} | None"
                found.append(f"{each['name']}: {optional} = None")
        if found:
            found = ["*", *found]
        if verb == "post":
            options = self._method.needs("api.client.caller", "Options")
            unpack = self._method.needs("typing", "Unpack")
            found.append(f"**options: {unpack}[{options}]")
        return found

    def _kind(self, schema: Mapping[str, Any]) -> str:
        """The type of a parameter."""
        if "anyOf" in schema:
            kinds = [self._kind(each) for each in schema["anyOf"]]
            return " | ".join(sorted(set(kinds), key=lambda each: each == "None"))
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            found = self._known.get(name)
            is_word = found is not None and issubclass(found, enum.Enum)
            return self._class(name) if is_word else "str"
        if schema.get("format") in _INSTANTS:
            return self._method.needs("datetime", _INSTANTS[schema["format"]])
        if schema.get("type") == "array":
            return f"list[{self._kind(schema['items'])}]"
        return "None" if schema.get("type") == "null" else _PLAIN[schema["type"]]
