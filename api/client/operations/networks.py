"""What is asked of networks; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from typing import Any, Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.networks import NetworkLine, NetworkRead
from api.schemas.planning_files import ImportRead
from api.schemas.settings import SettingsAsked, SettingsRead


class Networks:
    """What is asked of networks."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_networks(self, *, limit: int | None = None) -> Iterator[NetworkLine]:
        """Networks that the key is good for."""
        return self._caller.pages(v1("networks"), NetworkLine, {"limit": limit})

    def import_planning_file(
        self,
        body: bytes,
        *,
        network_id: str | None = None,
        dry_run: bool | None = None,
        **options: Unpack[Options],
    ) -> ImportRead:
        """Make a network what a planning file says: all of it, or nothing."""
        return self._caller.changed(
            v1("networks"),
            ImportRead,
            body,
            options,
            {"network_id": network_id, "dry_run": dry_run},
        )

    def get_network(self, network_id: str) -> NetworkRead:
        """
        A network, with the sites, units, products and trials that the key may know.
        """
        return self._caller.got(v1("networks", network_id), NetworkRead)

    def get_settings(self, network_id: str) -> SettingsRead:
        """How long holds last, what is frozen, who approves what, with its ETag."""
        return self._caller.got(v1("networks", network_id, "settings"), SettingsRead)

    def change_settings(
        self, network_id: str, body: SettingsAsked, **options: Unpack[Options]
    ) -> SettingsRead:
        """Run a network otherwise from now on; holds that are there last as told."""
        return self._caller.changed(
            v1("networks", network_id, "settings"), SettingsRead, body, options
        )

    def export_planning_file(self, network_id: str, *, now: bool | None = None) -> Any:
        """A network as a planning file, with what holds of its plan in force."""
        return self._caller.got_json(
            v1("networks", network_id, "planning-file"), {"now": now}
        )
