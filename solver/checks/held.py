"""What the commitments of a problem hold: the previous plan, brought up to date."""

from solver.plan.plan import Shipment, Vial
from solver.problem.commitments import Firmness
from solver.problem.problem import Problem


class Held:
    """
    What a new plan has to keep (rule 20).

    ``visits`` are the committed visits whose hold has not lapsed, with their
    firmness, and ``facts`` those that happened; ``batches``, ``shipments`` and
    ``vials`` are those of committed batches, as they must be in the new plan: on
    their departure's present times, with their measured content, without what is
    lost. A batch that the problem does not know any more is lost as a whole, and
    so is a shipment whose lane or departure is gone.
    """

    def __init__(self, problem: Problem) -> None:
        held = problem.commitments
        self.previous = held.previous
        self.administrations = {
            each.visit_id: each for each in held.previous.administrations
        }
        self.visits = {
            each.visit_id: each.firmness
            for each in held.visits
            if each.lapses_min is None or each.lapses_min > problem.as_of_min
        }
        self.facts = frozenset(
            visit_id
            for visit_id, firmness in self.visits.items()
            if firmness is Firmness.FACT
        )
        known = {run.id for run in problem.runs} | {each.id for each in problem.orders}
        committed = {each.batch_id for each in held.batches} & known
        self.batches = {
            each.id: each for each in held.previous.batches if each.id in committed
        }
        self.shipments: dict[str, Shipment] = {}
        for before in held.previous.shipments:
            if before.batch_id in self.batches:
                shipment = on_present_times(problem, before)
                if shipment is not None:
                    self.shipments[shipment.id] = shipment
        measured = {each.vial_id: each.activity_kbq for each in held.measured_vials}
        self.measured = frozenset(measured)
        self.vials = {
            each.id: Vial(
                id=each.id,
                shipment_id=each.shipment_id,
                activity_kbq=measured.get(each.id, each.activity_kbq),
                volume_ul=each.volume_ul,
            )
            for each in held.previous.vials
            if each.shipment_id in self.shipments and each.id not in held.lost_vial_ids
        }
        self.users_of: dict[str, set[str]] = {}
        for administration in held.previous.administrations:
            for vial_id in administration.vial_ids:
                self.users_of.setdefault(vial_id, set()).add(administration.visit_id)


def on_present_times(problem: Problem, before: Shipment) -> Shipment | None:
    """The shipment with its departure's present times; ``None`` if it is lost."""
    lane = next((each for each in problem.lanes if each.id == before.lane_id), None)
    if lane is None:
        return None
    if before.departure_id is None:
        return before
    for departure in problem.departures:
        if departure.id == before.departure_id and departure.lane_id == lane.id:
            try:
                return Shipment(
                    id=before.id,
                    batch_id=before.batch_id,
                    lane_id=before.lane_id,
                    departure_id=before.departure_id,
                    handover_min=before.handover_min,
                    departs_min=departure.departs_min,
                    arrives_min=departure.arrives_min,
                    usable_min=departure.arrives_min + lane.receiving_min,
                )
            except ValueError:  # usable beyond all minutes a problem can name
                return None
    return None
