"""
Strict reading of JSON documents: all issues, each with its place; no traceback.

Reading has two passes: the form of the document (``solver.document_form``), then
the model's own validation.
"""

from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from solver.document_form import MAX_DEPTH, JsonObject, form_issues, parsed
from solver.document_places import place_of
from solver.errors import InvalidDocument, Issue

MAX_BYTES = 64 * 1024 * 1024

T = TypeVar("T", bound=BaseModel)


def read_document(data: bytes, model: type[T]) -> T:
    """
    Read one JSON document into a model.

    Raises
    ------
    InvalidDocument
        With every issue, each with its place.

    """
    try:
        return _read(data, model)
    except RecursionError:
        raise InvalidDocument(
            [Issue("", f"nested deeper than {MAX_DEPTH} levels")]
        ) from None
    except MemoryError:
        raise InvalidDocument([Issue("", "too large for this machine")]) from None
    except OverflowError as error:
        raise InvalidDocument([Issue("", f"a number overflows: {error}")]) from None


def write_document(model: BaseModel) -> bytes:
    """Write a model as indented JSON: equal models give equal bytes."""
    return model.model_dump_json(indent=2).encode() + b"\n"


def issues_of(error: ValidationError, document: object = None) -> list[Issue]:
    """What a validator found; with the document, elements are called by id."""
    errors = error.errors(include_url=False)
    paths = [each["loc"] for each in errors]
    return [
        Issue(
            ".".join(map(str, each["loc"]))
            if document is None
            else place_of(each["loc"], document),
            _message(each),
        )
        for each in errors
        if not (each["type"] == "too_short" and _is_echo(each["loc"], paths))
    ]


def _read(data: bytes, model: type[T]) -> T:
    text = _text(data)
    document = parsed(text)
    if not isinstance(document, JsonObject):
        raise InvalidDocument([Issue("", "the top level must be an object")])
    if issue := _version_issue(document, model):
        raise InvalidDocument([issue])
    issues = list(form_issues(document))
    try:
        found = model.model_validate_json(text)
    except InvalidDocument as error:
        issues += error.issues
    except ValidationError as error:
        if not issues or error.errors()[0]["type"] != "json_invalid":
            issues += issues_of(error, document)
    else:
        if not issues:
            return found
    raise InvalidDocument(list(dict.fromkeys(issues)))


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise InvalidDocument([Issue("", f"larger than {MAX_BYTES >> 20} MB")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidDocument(
            [Issue("", f"not UTF-8 text: byte {error.start}")]
        ) from None
    if not text.strip():
        raise InvalidDocument([Issue("", "the document is empty")])
    return text


def _version_issue(document: JsonObject, model: type[BaseModel]) -> Issue | None:
    """A document of another version is refused for that, and not read further."""
    field = model.model_fields.get("schema_version")
    if field is None or "schema_version" not in document:
        return None
    supported = get_args(field.annotation)
    version = document["schema_version"]
    if type(version) is int and version in supported:
        return None
    shown = f"version {version}" if type(version) is int else "this"
    known = ", ".join(map(str, supported))
    return Issue("schema_version", f"{shown} is not supported; supported is {known}")


def _is_echo(loc: tuple[int | str, ...], paths: list[tuple[int | str, ...]]) -> bool:
    """Whether a list is short only because elements inside it were refused."""
    return any(len(other) > len(loc) and other[: len(loc)] == loc for other in paths)


def _message(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        return "unknown field"
    if kind == "missing":
        return "required, and not there"
    message = error["msg"].removeprefix("Value error, ")
    value = error["input"]
    if kind != "value_error" and isinstance(value, str | int | float):
        message += f"; got {ascii(value)[:60]}"
    return message
