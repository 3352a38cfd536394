"""Planning files whose runs need a beam."""

from scheduler import canonical
from scheduler.imports.planning_file.schema import PlanningFile

BEAM = "BEAM"


def with_a_beam(file: PlanningFile) -> PlanningFile:
    """The file with a cyclotron that each run needs for 20 minutes, an hour before."""
    document = canonical.loads(canonical.dumps(file.model_dump()))
    always = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    document["equipment"] = [
        {
            "id": BEAM,
            "name": "Cyclotron",
            "unit": document["units"][0]["id"],
            "kind": "beam",
            "hours": {"weekly": always},
        }
    ]
    use = {"kind": "beam", "starts_minutes_after_eos": -60, "minutes": 20}
    for line in document["lines"]:
        for process in line["processes"]:
            process["uses"] = [use]
    return PlanningFile.model_validate_json(canonical.dumps(document))
