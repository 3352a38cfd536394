"""From the bytes of a planning file to its model."""

from scheduler.imports.planning_file.schema import PlanningFile
from solver.documents import read_document


def read_planning_file(data: bytes) -> PlanningFile:
    """
    Read a planning file.

    Raises
    ------
    InvalidDocument
        With every issue, each with its place.

    """
    return read_document(data, PlanningFile)
