"""A rehearsed Friday over HTTP, as three people type it with `curl`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.serving.served import Served, serving
from tests.architecture.repository import ROOT
from tests.e2e.curls import PROMPT, Shell, commands_of
from tests.e2e.terminals import differences

EXPECTED = Path(__file__).parent / "expected" / "curl_day.txt"
README = ROOT / "README.md"

BATCH = "O1%2FFDG%2F2026-09-18%2F1"

# DDEP: 1.82890 h.
F18_HALF_LIFE_MIN = 109.734


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The demo."""
    with serving(tmp_path, "--demo") as served:
        yield served


def _get(who: str, path: str, options: str = "") -> str:
    return f'curl -s{options} --oauth2-bearer ${who} "$AT/{path}"'


def _post(who: str, once: str, body: str, path: str, options: str = "") -> str:
    head = f'curl -s{options} --oauth2-bearer ${who} -H "Idempotency-Key: {once}"'
    return f"{head} --json '{body}' \"$AT/{path}\""


def _replan_only_if_asked(shell: Shell) -> None:
    """Versions are numbered as they are typed: no replan comes between by itself."""
    said = '{"replans_on_events": false, "reason": "one step after the other"}'
    shell.types(_post("ADMIN", "settings-1", said, "settings"))


def _book(shell: Shell) -> str:
    """Site staff enrol somebody, ask for a visit, hold a slot and confirm it."""
    enrolment = (
        '{"trial_id": "FLAG", "site_id": "KRS", "is_consented": true, '
        '"weight_kg": 80, "weighed_on": "2026-09-10"}'
    )
    person = shell.types(_post("SITE", "enrol-1", enrolment, "participants"))
    shell.keep(PERSON=person["participant_id"])
    asked = (
        '{"definition_id": "baseline", '
        '"earliest_date": "2026-09-15", "latest_date": "2026-09-18"}'
    )
    there = "participants/$PERSON/visits"
    visit = shell.types(_post("SITE", "ask-1", asked, there))
    shell.keep(VISIT=visit["visit_id"])
    found = shell.types(_get("SITE", "visits/$VISIT/offers?limit=1"))
    (offer,) = found["offers"]
    shell.keep(OFFER=offer["token"])
    taken = '{"offer": "\'$OFFER\'"}'
    shell.types(_post("SITE", "hold-1", taken, "visits/$VISIT/hold"))
    confirmation = "visits/$VISIT/confirmation"
    booked = shell.types(_post("SITE", "confirm-1", "{}", confirmation))
    shown = " -o /dev/null -w '%{http_code} replayed: %header{idempotency-replayed}\\n'"
    shell.types(_post("SITE", "confirm-1", "{}", confirmation, shown))
    shell.types(_get("SITE", "visits/AHU-01-V1"))
    return str(booked["injection_at"])


def _produce(shell: Shell) -> float:
    """The unit sees what is asked for more, and accepts; visits are not its matter."""
    (change,) = shell.types(_get("UNIT", "demand-changes?since=1"))["items"]
    shell.types(_get("UNIT", f"batches/{BATCH}"))
    shell.types(_post("UNIT", "accept-1", "{}", f"batches/{BATCH}/acceptance"))
    shell.types(_get("UNIT", "visits/$VISIT"))
    return float(change["change_gbq"])


def _plan(shell: Shell) -> str:
    """The study manager compares, replans and follows it; who plans all approves."""
    shell.types(_get("MANAGER", "plans/2/differences?since=1"))
    wanted = '{"time_limit_s": 1, "is_deterministic": true}'
    shown = " -o /dev/null -w '%{http_code} %header{location}\\n'"
    answer = shell.types(_post("MANAGER", "replan-1", wanted, "replans", shown))
    shell.keep(JOB=answer.rpartition("/")[2])
    told = str(shell.types(_get("MANAGER", "jobs/$JOB/events", "N")))
    reason = '{"reason": "as asked for"}'
    refused = shell.types(_post("MANAGER", "approve-1", reason, "plans/3/approval"))
    shell.types(_post("ADMIN", "approve-1", reason, "plans/3/approval"))
    shell.types(_get("SITE", "visits/$VISIT"))
    assert refused["status"] == 403
    return told


@pytest.mark.slow
def test_a_friday_with_curl(served: Served, tmp_path: Path) -> None:
    """
    Three people share a plan over HTTP; the README tells it as it is.
    """
    for command in (line for line in served.told if line.startswith("curl ")):
        assert Shell(tmp_path, served.variables).types(command)["items"]
    shell = Shell(tmp_path, served.variables)
    _replan_only_if_asked(shell)
    injection_at = _book(shell)
    change_gbq = _produce(shell)
    events = _plan(shell)
    transcript = shell.transcript()
    (tmp_path / "transcript.txt").write_text(transcript, "utf-8")

    assert differences(transcript, EXPECTED.read_text("utf-8"), PROMPT) == []
    assert differences(transcript, _told_in_readme(), PROMPT) == []
    # 80 kg at 2.5 MBq/kg, of which 2 % stay in the syringe, decayed from EOS at 06:34.
    hour, minute = map(int, injection_at[11:16].split(":"))
    minutes = 60 * hour + minute - (6 * 60 + 34)
    assert injection_at.startswith("2026-09-18T")
    dose_gbq = 80 * 2.5e-3 / 0.98 * 2 ** (minutes / F18_HALF_LIFE_MIN)
    assert change_gbq == pytest.approx(dose_gbq, 1e-5)
    assert re.findall(r"^event: (\w+)$", events, re.MULTILINE)[-1] == "end"
    # Nobody is in the log, and no key.
    assert served.end() == 0
    for secret in ("SITE", "UNIT", "MANAGER", "ADMIN", "PERSON", "VISIT", "OFFER"):
        assert shell.variables[secret] not in served.errors


def _told_in_readme() -> str:
    """What the README shows of it."""
    text = README.read_text("utf-8")
    blocks = re.findall(
        r"^```console\n(\$ curl .*?)^```$", text, re.DOTALL | re.MULTILINE
    )
    return "\n".join(blocks)


def test_readme_types_what_is_tested() -> None:
    """
    The README has the same commands in the same order.
    """
    expected = commands_of(EXPECTED.read_text("utf-8"))

    assert commands_of(_told_in_readme()) == expected
    assert len(expected) > 10
