"""`tracerplan schema`: JSON Schemas of the documents."""

from pydantic import BaseModel

from scheduler.cli.consoles import print_json
from scheduler.cli.failures import ExitCode
from scheduler.imports.planning_file.schema import PlanningFile
from solver.plan.result import Result
from solver.problem.problem import Problem

MODELS: dict[str, type[BaseModel]] = {
    "planning-file": PlanningFile,
    "problem": Problem,
    "result": Result,
}


def print_schema(document: str) -> ExitCode:
    """Print the schema of one kind of document."""
    schema = MODELS[document].model_json_schema()
    print_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
    return ExitCode.FINE
