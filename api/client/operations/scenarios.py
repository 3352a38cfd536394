"""What is asked of scenarios; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.comparisons import ComparisonRead
from api.schemas.scenarios import Promotion, ScenarioLine, ScenarioRead, WhatIfAsked


class Scenarios:
    """What is asked of scenarios."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def ask_what_if(
        self, network_id: str, body: WhatIfAsked, **options: Unpack[Options]
    ) -> ScenarioRead:
        """Ask what would be; its job goes by the same id, with progress and an end."""
        return self._caller.changed(
            v1("networks", network_id, "scenarios"), ScenarioRead, body, options
        )

    def list_what_ifs(
        self, network_id: str, *, limit: int | None = None
    ) -> Iterator[ScenarioLine]:
        """What-ifs, the newest first."""
        return self._caller.pages(
            v1("networks", network_id, "scenarios"), ScenarioLine, {"limit": limit}
        )

    def get_what_if(self, network_id: str, scenario_id: str) -> ScenarioRead:
        """A what-if with its ETag: what was asked, and how far it has come."""
        return self._caller.got(
            v1("networks", network_id, "scenarios", scenario_id), ScenarioRead
        )

    def compare_what_if(self, network_id: str, scenario_id: str) -> ComparisonRead:
        """What a what-if makes of its base: who is served, and all figures."""
        return self._caller.got(
            v1("networks", network_id, "scenarios", scenario_id, "comparison"),
            ComparisonRead,
        )

    def promote_what_if(
        self,
        network_id: str,
        scenario_id: str,
        body: Promotion,
        **options: Unpack[Options],
    ) -> ScenarioRead:
        """Propose its plan, where what it assumes is so; 409 if its base has moved."""
        return self._caller.changed(
            v1("networks", network_id, "scenarios", scenario_id, "promotion"),
            ScenarioRead,
            body,
            options,
        )

    def rebase_what_if(
        self, network_id: str, scenario_id: str, **options: Unpack[Options]
    ) -> ScenarioRead:
        """Ask for the same changes of what is there now: a what-if of its own."""
        return self._caller.changed(
            v1("networks", network_id, "scenarios", scenario_id, "rebase"),
            ScenarioRead,
            None,
            options,
        )
