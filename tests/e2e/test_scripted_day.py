"""A day as three people have it: site staff, a production unit, a study manager."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.config import DATA_DIRECTORY, DATABASE_URL
from tests.databases import KINDS
from tests.e2e.day_batches import Batch, Seat, first_of, named, seat
from tests.e2e.terminals import Terminal, differences
from tests.scheduler.cli.command import ROOT

WEEK = ROOT / "fixtures" / "instances" / "norway-week.json"
EXPECTED = Path(__file__).parent / "expected" / "scripted_day.txt"
MONDAY = "--from 2026-09-14 --to 2026-09-14"
REPLAN = "replan --time-limit 1 --deterministic"

# DDEP: 1.82890 h.
F18_HALF_LIFE_MIN = 109.734


@pytest.fixture
def other_url(
    empty_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """Address of one more empty database, of the same kind."""
    if empty_url.startswith(KINDS[0]):
        yield f"sqlite:///{tmp_path / 'other' / 'tracerplan.sqlite'}"
        return
    server = request.getfixturevalue("postgresql_server")
    yield server.create("scripted_day")
    server.drop("scripted_day")


_LONGEST_PREPARATION = timedelta(minutes=60)


@pytest.fixture
def terminal(empty_url: str, tmp_path: Path) -> Terminal:
    """A terminal with a folder of its own, and the week's planning file in it."""
    shutil.copyfile(WEEK, tmp_path / WEEK.name)
    places = {DATABASE_URL: empty_url, DATA_DIRECTORY: str(tmp_path / "data")}
    return Terminal(tmp_path, places)


def _friday(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-09-11T{clock}+02:00")


def _monday(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-09-14T{clock}+02:00")


def _begin(terminal: Terminal) -> Batch:
    """Friday at three, the week is imported and planned; Monday's first run of FDG."""
    say = terminal.types
    say("manager", _friday("15:01"), "db upgrade")
    terminal.hide(key=say("manager", _friday("15:01"), "keys create --first"))
    say("manager", _friday("15:01"), f"import {{folder}}/{WEEK.name}")
    say("manager", _friday("15:01"), "plans list")
    say("manager", _friday("15:01"), REPLAN)
    say("manager", _friday("15:03"), "plans approve 1 --reason 'the week as asked for'")
    say("manager", _friday("15:04"), "plans show 1")
    return first_of(terminal.asks(_friday("15:04"), f"demand {MONDAY}"), "FDG")


def _book(terminal: Terminal, batch: Batch) -> tuple[str, datetime]:
    """Friday at three, one visit more of a run, and one of it that was planned."""
    say = terminal.types
    planned = min(batch.doses, key=lambda each: str(each["injection_at"]))
    site = planned["site_id"]
    terminal.hide(batch=batch.id, site=site, release=f"{batch.release_at:%H:%M}")
    code = say(
        "site",
        _friday("15:10"),
        f"participants add --trial FLAG --site {site} --weight 80 "
        "--weighed-on 2026-09-10 --consented",
    )
    terminal.hide(participant=code)
    visit_id = f"{code.strip()}-baseline"
    dates = "--from 2026-09-14 --to 2026-09-16"
    say("site", _friday("15:11"), f"request {code.strip()} baseline {dates}")
    found = say("site", _friday("15:12"), f"offers {visit_id} --limit 3")
    offer, injection_at = _offer_of(found, batch)
    terminal.hide(offer=offer)
    say("site", _friday("15:13"), f"confirm {visit_id} --offer {offer} --hold")
    say("site", _friday("15:20"), f"confirm {visit_id}")
    other = _visit_at(terminal, seat(planned))
    terminal.hide(visit=other)
    say("site", _friday("15:21"), f"confirm {other}")
    return visit_id, injection_at


def _offer_of(table: str, batch: Batch) -> tuple[str, datetime]:
    """The first offer of a batch: its id, and when somebody would be injected."""
    line = next(each for each in table.splitlines() if batch.id in each)
    found = re.search(r"([0-9a-f]{12}) +\w{3} (\d+ \w{3} \d\d:\d\d) ([+:0-9]+)", line)
    assert found is not None
    offer, moment, offset = found.groups()
    return offer, datetime.strptime(f"2026 {moment} {offset}", "%Y %d %b %H:%M %z")


def _visit_at(terminal: Terminal, wanted: Seat) -> str:
    """The visit that is planned somewhere at some minute."""
    site, at = wanted
    listed = terminal.asks(_friday("15:21"), f"visits list --site {site} --day {at:%F}")
    (found,) = (each for each in listed["visits"] if seat(each) == wanted)
    return str(found["visit_id"])


def _change(terminal: Terminal, batch: Batch) -> dict[str, Any]:
    """What the unit is told of the booking, and accepts."""
    terminal.types("unit", _friday("15:22"), "demand diff 1 2")
    (change,) = terminal.asks(_friday("15:22"), "demand diff 1 2")["changes"]
    terminal.types("unit", _friday("15:30"), f"batches accept {batch.id}")
    assert change["batch_id"] == batch.id
    return dict(change)


def _release(terminal: Terminal, batch_id: str, release_at: datetime) -> set[Seat]:
    """Monday morning, the run is released with too little; who was said to lose."""
    say = terminal.types
    say("unit", release_at, f"batches show {batch_id}")
    batch = named(terminal.asks(release_at, f"demand {MONDAY}"), batch_id)
    permille = batch.told["slack"]["least_permille"] - 1
    gbq = batch.gbq_of(permille)
    terminal.hide(gbq=gbq, eos=f"{batch.reference_at:%FT%H:%M}")
    measured = f"--gbq {gbq} --at {batch.reference_at:%FT%H:%M}"
    say("unit", release_at, f"batches release {batch_id} {measured}")
    return batch.lost_below(permille)


def _has_begun(lost: dict[str, Any], at: datetime) -> bool:
    """Whether a visit that nobody booked was to be prepared for by then."""
    return datetime.fromisoformat(lost["before_at"]) < at + _LONGEST_PREPARATION


def _replan(terminal: Terminal) -> None:
    """Monday morning, a plan for who has lost."""
    say = terminal.types
    say("manager", _monday("07:10"), REPLAN)
    say("manager", _monday("07:10"), "plans diff 3 4")
    say("manager", _monday("07:10"), "plans approve 4 --reason 'serves who has lost'")


def _keep(terminal: Terminal, other_url: str) -> None:
    """Monday morning, the trail is verified, and all data are kept and put back."""
    say, at = terminal.types, _monday("07:20")
    say("manager", at, "audit verify")
    say("manager", at, "audit export -o {folder}/trail.jsonl")
    say("manager", at, "audit verify --file {folder}/trail.jsonl")
    say("manager", at, "backup -o {folder}/monday.backup")
    say("manager", at, "export -o {folder}/monday.json")
    there = {DATABASE_URL: other_url}
    say("manager", at, "restore {folder}/monday.backup", **there)
    say("manager", at, "export -o {folder}/restored.json", **there)
    say("manager", at, "plans list", **there)


@pytest.mark.slow
@pytest.mark.parametrize(
    "empty_url",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.verify)],
    indirect=True,
)
def test_a_day_from_import_to_backup(
    terminal: Terminal, other_url: str, tmp_path: Path
) -> None:
    """
    A dose more is activity more; who is said to lose first loses; all is kept.
    """
    batch = _begin(terminal)
    visit_id, injection_at = _book(terminal, batch)
    change = _change(terminal, batch)
    said_to_lose = _release(terminal, batch.id, batch.release_at)
    lost = [
        each
        for each in terminal.asks(_monday("07:09"), "plans diff 2 3")["visits"]
        if each["firmness"] or not _has_begun(each, batch.release_at)
    ]
    _replan(terminal)
    _keep(terminal, other_url)
    transcript = terminal.transcript()
    (tmp_path / "transcript.txt").write_text(transcript, "utf-8")

    assert differences(transcript, EXPECTED.read_text("utf-8")) == []
    # 80 kg at 2.5 MBq/kg, of which 2 % stay in the syringe, decayed back to EOS.
    minutes = (injection_at - batch.reference_at).total_seconds() / 60
    dose_kbq = 80 * 2500 / 0.98 * 2 ** (minutes / F18_HALF_LIFE_MIN)
    # The draw is rounded up to the next of its 204 082 kBq.
    assert change["after_kbq"] - change["before_kbq"] == pytest.approx(dose_kbq, 1e-5)
    # Nothing else changes but that those lose who were said to lose first.
    assert {each["kind"] for each in lost} == {"lost"}
    assert visit_id in {each["visit_id"] for each in lost}
    moments = {datetime.fromisoformat(each["before_at"]) for each in lost}
    assert moments == {at for _, at in said_to_lose}
    assert len(lost) == len(said_to_lose)
    kept = (tmp_path / "monday.json").read_bytes()
    assert (tmp_path / "restored.json").read_bytes() == kept
    assert json.loads(kept)["name"] == json.loads(WEEK.read_bytes())["name"]
