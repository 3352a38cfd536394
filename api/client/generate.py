"""
Write the methods of the client from the OpenAPI document.

Run as ``python -m api.client.generate`` whenever an operation is added or changed; a
test compares what is committed with what it writes.
"""

import importlib
import keyword
import pkgutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from api import schemas
from api.client.lines import LONGEST, listed
from api.client.methods import Method, method_of

FOLDER = Path(__file__).parent / "operations"

_HEAD = '''\
"""What is asked of {tag}; written by ``api.client.generate``, not by hand."""

{imports}


class {name}:
    """What is asked of {tag}."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

'''


def files() -> dict[str, str]:
    """The text of each generated file, by name."""
    from api.app import routed  # noqa: PLC0415 - FastAPI, not for clients

    return written(routed().openapi())


def written(document: Mapping[str, Any]) -> dict[str, str]:
    """The text of each file that is generated from a document, by name."""
    known = dict(_schemas())
    methods: dict[str, list[Method]] = defaultdict(list)
    for path, operations in document["paths"].items():
        for verb, operation in operations.items():
            method = method_of(verb, path, operation, document, known)
            methods[operation["tags"][0]].append(method)
    found = {f"{tag}.py": _file(tag, some) for tag, some in methods.items()}
    return found | {"__init__.py": _package(sorted(methods))}


def class_of(tag: str) -> str:
    """The name of the class of a tag."""
    name = tag.replace("-", "_")
    if keyword.iskeyword(name) or not name.isidentifier():
        raise ValueError(f"a tag that is no name: {tag}")
    return "".join(each.capitalize() for each in name.split("_"))


def main() -> None:
    """Write the files, and remove those of tags that are gone."""
    wanted = files()
    for path in FOLDER.glob("*.py"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _file(tag: str, methods: list[Method]) -> str:
    imports: dict[str, set[str]] = defaultdict(set)
    imports["api.client.caller"] = {"Caller"}
    for method in methods:
        for module, names in method.imports.items():
            imports[module] |= names
    lines = [_import(module, names) for module, names in imports.items()]
    standard = sorted(each for each in lines if not each.startswith(_OURS))
    ours = sorted(each for each in lines if each.startswith(_OURS))
    parts = ["\n".join(each) for each in (standard, ours) if each]
    head = _HEAD.format(tag=tag, imports="\n\n".join(parts), name=class_of(tag))
    return head + "\n".join(each.text for each in methods)


_ALL = '''\
"""What can be asked, by tag; written by ``api.client.generate``, not by hand."""

{imports}


class Operations:
    """Everything that can be asked, by what it is about."""

    def __init__(self, caller: Caller) -> None:
{attributes}'''

_OURS = ("from api", "from scheduler", "from solver")


def _in_order(name: str) -> tuple[bool, str]:
    """Constants, classes, then the rest, as imports are sorted."""
    return name[0].islower(), name.lower()


def _import(module: str, names: set[str]) -> str:
    ordered = sorted(names, key=_in_order)
    line = f"from {module} import {', '.join(ordered)}"
    if len(line) <= LONGEST:
        return line
    return listed(f"from {module} import (", ordered, ")", 0)


def _package(tags: list[str]) -> str:
    imports = [_import("api.client.caller", {"Caller"})]
    lines = []
    for each in tags:
        name = class_of(each)
        imports.append(_import(f"api.client.operations.{each}", {name}))
        lines.append(f"        self.{each} = {name}(caller)\n")
    attributes = "".join(lines)
    return _ALL.format(imports="\n".join(imports), attributes=attributes)


def _schemas() -> Iterator[tuple[str, type]]:
    """Every class of a schema, and every enumeration in one, by name."""
    for each in pkgutil.iter_modules(schemas.__path__):
        module = importlib.import_module(f"{schemas.__name__}.{each.name}")
        for name, value in vars(module).items():
            if isinstance(value, type) and value is not BaseModel:
                yield name, value


if __name__ == "__main__":
    main()
