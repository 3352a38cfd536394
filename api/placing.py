"""What is wrong in the rows, told at the field of the body that says it."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from scheduler.errors import Invalid, NotFound
from solver.errors import Issue

_CALLED_HERE = {
    "definition": "definition_id",
    "trial": "trial_id",
    "site": "site_id",
    "consented": "is_consented",
}
"""Fields of a planning file that have another name in a body."""


@contextmanager
def named_at(field: str) -> Iterator[None]:
    """
    Point to the field that names what is not there.

    Raises
    ------
    Invalid
        In place of ``NotFound``, in the same words.

    """
    try:
        yield
    except NotFound as error:
        raise Invalid([Issue(field, str(error))]) from None


@contextmanager
def placed(body: BaseModel, *own: str) -> Iterator[None]:
    """
    Point to the fields of a body.

    Parameters
    ----------
    own
        How places in the rows begin that the body speaks of; others stay as they are.

    Raises
    ------
    Invalid
        As it was raised, each issue at its field, or at the whole body.

    """
    try:
        yield
    except Invalid as error:
        fields = type(body).model_fields
        issues = [
            Issue(_field(each.place, fields), each.message)
            if each.place.startswith(own)
            else each
            for each in error.issues
        ]
        raise Invalid(issues) from None


def _field(place: str, fields: object) -> str:
    last = place.rpartition(".")[2].partition("[")[0]
    name = _CALLED_HERE.get(last, last)
    return name if isinstance(fields, dict) and name in fields else ""
