"""The methods of the client are those that the OpenAPI document makes."""

import inspect
from pathlib import Path

from api.app import routed
from api.client import operations
from api.client.caller import Caller
from api.client.generate import FOLDER, files
from api.client.operations import Operations
from tests.architecture.imported import loaded_with


def test_what_is_committed_is_what_is_generated() -> None:
    """
    After a change of an operation: ``python -m api.client.generate``.
    """
    committed = {
        path.name: path.read_text(encoding="utf-8")
        for path in Path(operations.__path__[0]).glob("*.py")
    }

    assert Path(operations.__path__[0]) == FOLDER
    assert committed == files()


def test_every_operation_has_one_method() -> None:
    """
    By its id, and nothing else is there.
    """
    document = routed().openapi()
    wanted = sorted(
        (operation["tags"][0], operation["operationId"])
        for each in document["paths"].values()
        for operation in each.values()
    )
    there = sorted(
        (tag, name)
        for tag, group in vars(Operations(_nobody())).items()
        for name, _ in inspect.getmembers(group, inspect.ismethod)
        if not name.startswith("_")
    )

    assert there == wanted


def test_a_client_loads_no_server() -> None:
    """
    Whoever asks needs neither what answers nor what solves.
    """
    loaded = {name.split(".")[0] for name in loaded_with("api.client.client")}

    assert "pydantic" in loaded
    assert not loaded & {"fastapi", "starlette", "uvicorn", "ortools", "dbos"}


def _nobody() -> Caller:
    return Caller.__new__(Caller)
