"""Places in a document of the caller's, as JSON pointers into what they have sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.bodies import BadBody
from api.problems import ProblemIssue, issue_of, pointer_to
from scheduler.errors import Invalid
from solver.document_form import parsed
from solver.document_places import below, called
from solver.errors import InvalidDocument, Issue

Path = tuple[int | str, ...]


class Places:
    """
    The places of one document.

    An issue calls an element by its id (``visits[V1].weight_kg``); a pointer counts
    (``/visits/0/weight_kg``).
    """

    def __init__(self, document: object) -> None:
        self._document = document
        self._elements: dict[int, dict[str, int]] = {}
        self._keys: dict[int, dict[str, str]] = {}

    def issue(self, issue: Issue) -> ProblemIssue:
        """An issue with its pointer; one that is of no field keeps its place."""
        path = self.path(issue.place)
        if path is None:
            return issue_of(issue)
        return ProblemIssue(detail=issue.message, pointer=pointer_to(path))

    def path(self, place: str) -> Path | None:
        """
        Keys and positions on the way to a place; as far as it is there.

        ``None`` if not even its beginning is.
        """
        path: Path = ()
        value, rest = self._document, place
        while rest:
            step = self._step(value, rest)
            if step is None:
                break
            at, rest = step
            path = (*path, at)
            value = value[at]  # type: ignore[index]
        if not rest:
            return path
        missing = rest.removeprefix(".")
        if isinstance(value, dict) and missing.isidentifier():
            return (*path, missing)  # a field that has to be there
        return path or None

    def _step(self, value: object, rest: str) -> tuple[int | str, str] | None:
        """The next key or position, and what is left of the place."""
        if isinstance(value, list):
            return self._element(value, rest)
        if not isinstance(value, dict):
            return None
        return self._key(value, rest.removeprefix("."))

    def _key(self, value: dict[str, object], rest: str) -> tuple[str, str] | None:
        known = self._keys.get(id(value))
        if known is None:
            longest_last = sorted(value, key=len)
            known = self._keys[id(value)] = {
                below("", key): key for key in longest_last
            }
        end = len(rest)
        while end >= 0:
            key = known.get(rest[:end])
            if key is not None:
                return key, rest[end:]
            end = max(rest.rfind(".", 0, end), rest.rfind("[", 0, end))
        return None

    def _element(self, value: list[object], rest: str) -> tuple[int, str] | None:
        known = self._elements.get(id(value))
        if known is None:
            pairs = [(called(each, index), index) for index, each in enumerate(value)]
            known = self._elements[id(value)] = dict(reversed(pairs))
        end = rest.find("]")
        while end != -1:
            found = known.get(rest[1:end])
            if found is not None:
                return found, rest[end + 1 :]
            end = rest.find("]", end + 1)
        return None


@contextmanager
def pointing_into(body: bytes, **parameters: str) -> Iterator[None]:
    """
    Tell what is wrong with a document at its place in the body.

    Parameters
    ----------
    parameters
        Names of parameters of the request, by places that speak of them.

    Raises
    ------
    BadBody
        In place of ``InvalidDocument`` and of ``Invalid``.

    """
    try:
        yield
    except (InvalidDocument, Invalid) as error:
        places = Places(_document(body))
        issues = [
            ProblemIssue(detail=each.message, parameter=parameters[each.place])
            if each.place in parameters
            else places.issue(each)
            for each in error.issues
        ]
        detail = "the document is not what it should be"
        raise BadBody(422, "invalid", detail, issues) from None


def _document(body: bytes) -> object:
    try:
        return parsed(body.decode())
    except (InvalidDocument, UnicodeDecodeError, RecursionError):
        return None
