"""`tracerplan timetables`: normal, low and late."""

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.cli.using import asked
from scheduler.exports.timetable_tables import timetable_tables
from scheduler.exports.views import to_json
from scheduler.production.timetable_records import BatchTimetables, chosen
from scheduler.production.timetables import timetables_in


def print_timetables(
    network: str | None,
    unit: str | None,
    site: str | None,
    batch: str | None,
    *,
    as_json: bool,
) -> ExitCode:
    """A heading for each batch, and a table for each mishap that costs anybody."""

    def read(session: Session, now: datetime, network_id: str) -> list[BatchTimetables]:
        found = timetables_in(session, now, network_id)
        return chosen(found, unit_id=unit, site_id=site, batch_id=batch)

    with exit_codes():
        found = asked(network, read)
        if as_json:
            print_json({"batches": to_json(found)})
            return ExitCode.FINE
        console = answers()
        for each in timetable_tables(found, console.width):
            console.print(each)
        return ExitCode.FINE
