"""`tracerplan settings`: how a network is run."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.cli.using import asked, done
from scheduler.networks.settings import (
    Settings,
    SettingsChange,
    change_settings,
    settings_of,
)


def show_settings(named: str | None, *, as_json: bool) -> ExitCode:
    """How a network is run."""
    with exit_codes():
        _tell(
            asked(
                named, lambda session, _, network_id: settings_of(session, network_id)
            ),
            as_json=as_json,
        )
        return ExitCode.FINE


def change_them(
    named: str | None,
    wanted: Mapping[str, Any],
    reason: str,
    *,
    as_json: bool,
) -> ExitCode:
    """Run it otherwise: settings by name, ``None`` for what stays."""
    change = SettingsChange(**wanted)
    with exit_codes():
        settings = done(
            named,
            lambda session, now, actor, network_id: change_settings(
                session,
                now,
                actor,
                network_id=network_id,
                change=change,
                reason=reason,
            ),
        )
        _tell(settings, as_json=as_json)
        return ExitCode.FINE


def _tell(settings: Settings, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(settings))
        return
    console = answers()
    console.print(f"Holds last {settings.hold_minutes} minutes.")
    console.print(
        f"Bookings less than {settings.frozen_hours} hours ahead are frozen: only a "
        "person's decision moves them."
    )
    console.print(
        "A plan is approved by a second person."
        if settings.needs_second_person
        else "Whoever proposed a plan may approve it."
    )
    console.print(
        "What happens asks for a replan."
        if settings.replans_on_events
        else "What happens asks for no replan."
    )
    console.print(
        "A replan that nobody asked for comes into force if nobody has to be asked."
        if settings.publishes_by_itself
        else "Every plan is approved by a person."
    )
    console.print(
        f"Its proposal may be approved for {settings.proposals_last_hours} hours."
    )
