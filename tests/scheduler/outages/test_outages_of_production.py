"""Lines and beams that are out of use, files that come and go, and no plan yet."""

from typing import Any

from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.exports.network_files import export_file
from scheduler.imports.planning_file.closures import ResourceKind
from scheduler.imports.service import import_file
from tests.scheduler.outages.beams import BEAM
from tests.scheduler.outages.reporting import jobs, reported, with_beam, withdrawn
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    seed,
)
from tests.scheduler.production.batch_day import (
    a_batch_day,
    accepted,
    at,
    events,
    lost_ids,
    released,
    visits,
)


def test_a_batch_that_is_closed_for_orders_is_not_made_on_a_broken_line(
    sqlite_database: Database,
) -> None:
    """
    Accepted, it was to stay as it is; who was to have a dose of it is told anyway.

    Once it is made, the line does not matter to it.
    """
    seeded = a_batch_day(sqlite_database)
    accepted(seeded)
    served = visits(seeded)
    line = (ResourceKind.LINE, "O2")
    after = reported(seeded, at("06:38"), at("09:00"), line)
    before = reported(seeded, at("06:37"), at("09:00"), line)

    assert after.lost == ()
    assert lost_ids(before) == served
    assert seeded.recheck() == []


def test_what_was_released_stays_made(sqlite_database: Database) -> None:
    """
    A slip in the times of an outage takes no dose from anybody.
    """
    seeded = a_batch_day(sqlite_database)
    released(seeded, "18")
    line = (ResourceKind.LINE, "O2")
    happening = reported(seeded, at("06:00"), at("09:00"), line, now=at("07:20"))

    assert happening.lost == ()


def test_a_cyclotron_stops_the_runs_that_need_its_beam(
    sqlite_database: Database,
) -> None:
    """
    Closed for orders or not: 05:38 to 05:58 it was to irradiate for all of them.
    """
    seeded = with_beam(sqlite_database)
    served = visits(seeded)
    accepted(seeded)
    beam = (ResourceKind.EQUIPMENT, BEAM)
    after = reported(seeded, at("05:58"), at("09:00"), beam)
    before = reported(seeded, at("05:00"), at("05:39"), beam)

    assert len(served) == 6
    assert after.lost == ()
    assert lost_ids(before) == served
    assert seeded.recheck() == []


def test_an_import_leaves_outages_alone(sqlite_database: Database) -> None:
    """
    A file that was exported meanwhile says them too, and does not write them twice.
    """
    seeded = a_batch_day(sqlite_database)
    reported(seeded, at("05:00"), at("06:00"))
    with seeded.database.reading() as session:
        file = export_file(session, NETWORK).file
    document: dict[str, Any] = file.model_dump(exclude={"commitments"})

    def imported(session: Session) -> bool:
        audited(session, seeded.now, PLANNER, "import", chain=NETWORK)
        data = canonical.dumps(document).encode()
        report = import_file(session, seeded.now, PLANNER, data, network_id=NETWORK)
        return bool(report.changed)

    (scanner,) = (each for each in file.scanners if each.id == "TRD-PET1")
    (block,) = scanner.maintenance
    assert (block.start_at, block.note) == (at("05:00"), "outage 1")
    assert seeded.database.run(imported) is False
    withdrawn(seeded)
    assert all(not each.maintenance for each in seeded.built().file.scanners)


def test_before_the_first_plan_it_is_known_all_the_same(
    sqlite_database: Database,
) -> None:
    """
    Nobody loses anything, and the first plan goes round it.
    """
    seeded = seed(sqlite_database, "late-flight-trondheim-before")
    happening = reported(seeded, at("13:00"), at("14:00"))

    assert (happening.lost, happening.version) == ((), None)
    assert len(events(seeded, "outage_reported")) == 1
    assert any(each.maintenance for each in seeded.built().file.scanners)
    assert jobs(seeded) == []
