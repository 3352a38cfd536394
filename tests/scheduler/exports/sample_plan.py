"""Doses of the sample week, each placed by hand and calculated by the book."""

import math

from solver.plan.plan import (
    Administration,
    Occupation,
    PlannedBatch,
    Purpose,
    Shipment,
    Vial,
)
from solver.problem.demand import Alternative, PriorityClass, Visit
from solver.problem.products import Presentation, Product
from solver.problem.transport import Departure
from tests.scheduler.exports.sample_network import (
    DAY,
    DOOR_TO_DOOR_MIN,
    NUM_DAYS,
    ORDER_READY,
    PROCEDURES,
    PRODUCTS,
    RUNS,
    at,
    hours,
)

DOSES = (
    # batch, site, first injection in Oslo time, minutes apart, how many
    ("R-FDG-mon", "OUS", "08:00", 40, 4),
    ("R-FDG-mon", "STO", "09:45", 45, 3),
    ("R-PSMA-mon", "OUS", "11:00", 45, 2),
    ("R-PSMA-mon", "HUS", "11:30", 45, 2),
    ("R-FDG-tue", "OUS", "07:55", 40, 3),
    ("R-FDG-tue", "UNN", "10:15", 45, 3),
    ("R-PSMA-tue", "STO", "10:00", 45, 3),
    ("R-FDG-tue-2", "OUS", "12:30", 40, 3),
    ("R-PSMA-wed", "HUS", "11:00", 45, 2),
    ("R-PSMA-wed", "OUS", "09:00", 45, 3),
    ("O-LU", "OUS", "10:00", 240, 1),
    ("O-LU", "UNN", "13:00", 240, 1),
)
LU_DAY = {"OUS": 0, "UNN": 2}


class SamplePlan:
    """Places the doses of one sample, one after the other."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        self.vials: list[Vial] = []
        self.shipments: list[Shipment] = []
        self.administrations: list[Administration] = []
        self.batches: list[PlannedBatch] = []
        self.departures: list[Departure] = []

    def serve(
        self, batch_id: str, site_id: str, first: str, apart_min: int, count: int
    ) -> None:
        """One shipment and its doses, ``apart_min`` minutes from each other."""
        is_order = batch_id == "O-LU"
        if is_order:
            product_id, day, reference_min = "LU", LU_DAY[site_id], at(0, "12:00")
            ready_min = at(*ORDER_READY)
            lane_id, door_min = f"IFE-{site_id}", 90
        else:
            _, product_id, day, eos = RUNS[batch_id]
            reference_min = at(day, eos)
            ready_min = reference_min + 40
            lane_id, door_min = f"CYC-{site_id}", DOOR_TO_DOOR_MIN[site_id]
        # Helsinki is reached by a timetabled flight, everybody else by courier.
        departure_id = f"{lane_id}-d{day}" if site_id == "HUS" else None
        if departure_id:
            self.departures.append(
                Departure(
                    id=departure_id,
                    lane_id=lane_id,
                    handover_min=ready_min + 15,
                    departs_min=ready_min + 30,
                    arrives_min=ready_min + door_min,
                )
            )
        shipment = Shipment(
            id=f"{batch_id}/{departure_id or lane_id}",
            batch_id=batch_id,
            lane_id=lane_id,
            departure_id=departure_id,
            handover_min=ready_min,
            departs_min=ready_min + (30 if departure_id else 0),
            arrives_min=ready_min + door_min,
            usable_min=ready_min + door_min + 10,
        )
        self.shipments.append(shipment)
        product = next(each for each in PRODUCTS if each.id == product_id)
        is_shared = product.presentation is Presentation.MULTI_DOSE_VIAL
        demands = []
        for number in range(count):
            visit_id = f"V{len(self.visits) + 1:02}"
            injection_min = at(day, first) + number * apart_min
            vial_id = f"{shipment.id}/{'v1' if is_shared else visit_id}"
            each = self._administer(
                visit_id, site_id, product, injection_min, reference_min, vial_id
            )
            demands.append(each.demand_kbq)
            if not is_shared:
                self.vials.append(
                    Vial(
                        id=vial_id,
                        shipment_id=shipment.id,
                        activity_kbq=each.demand_kbq,
                        volume_ul=None,
                    )
                )
        if is_shared:
            self.vials.append(
                Vial(
                    id=f"{shipment.id}/v1",
                    shipment_id=shipment.id,
                    activity_kbq=sum(demands) + 450_000,
                    volume_ul=math.ceil(sum(demands) / 1500) + 300,
                )
            )

    def _administer(
        self,
        visit_id: str,
        site_id: str,
        product: Product,
        injection_min: int,
        reference_min: int,
        vial_id: str,
    ) -> Administration:
        number = len(self.visits)
        is_infusion = product.id == "LU"
        is_clinical = not is_infusion and number % 5 == 2
        procedure = PROCEDURES[1 if is_infusion else 0]
        target_kbq = 7_400_000 if is_infusion else 250_000
        scan_min = 0 if is_infusion else 20
        self.visits.append(
            Visit(
                id=visit_id,
                participant_id=None if is_clinical else f"NT-{101 + number}",
                trial_id=None if is_clinical else ("T-LU" if is_infusion else "T-PET"),
                site_id=site_id,
                product_id=product.id,
                procedure_id=procedure.id,
                priority=PriorityClass.THERAPY_IN_COURSE
                if is_infusion
                else PriorityClass.OTHER,
                window_start_min=0,
                window_end_min=NUM_DAYS * DAY,
                injection_hours=hours("07:00", "17:00"),
                alternatives=(Alternative(target_kbq=target_kbq, scan_min=scan_min),),
            )
        )
        draw_kbq = math.ceil(target_kbq * 1000 / (1000 - product.residual_permille))
        age_min = injection_min - reference_min
        demand_kbq = math.ceil(draw_kbq * 2 ** (age_min / product.half_life_min))
        scan_start_min = None if is_infusion else injection_min + 60
        arrival_min = injection_min - procedure.preparation_min
        chair = number % 3 + 1
        leaves_min = (
            injection_min + 150 if scan_start_min is None else scan_start_min
        ) + procedure.place_cleaning_min
        held = [
            (f"{site_id}-chair{chair}", Purpose.PLACE, arrival_min, leaves_min),
            (f"{site_id}-N1", Purpose.PREPARATION, arrival_min, injection_min),
            (
                f"{site_id}-N{number % 2 + 1}",
                Purpose.INJECTION,
                injection_min,
                injection_min + procedure.injection_min,
            ),
        ]
        if scan_start_min is not None:
            starts, ends = scan_start_min - 5, scan_start_min + scan_min
            held.append((f"{site_id}-PET1", Purpose.SCANNER, starts, ends + 5))
            held.append((f"{site_id}-R1", Purpose.SCAN, starts, ends))
        administration = Administration(
            visit_id=visit_id,
            alternative=0,
            vial_ids=(vial_id,),
            demand_kbq=demand_kbq,
            draw_kbq=draw_kbq,
            draw_ul=math.ceil(demand_kbq / 1500) if product.id == "PSMA" else None,
            injection_min=injection_min,
            scan_start_min=scan_start_min,
            usable_from_min=injection_min - 12,
            usable_until_min=injection_min + 15,
            occupations=tuple(
                Occupation(
                    resource_id=resource, purpose=purpose, start_min=start, end_min=end
                )
                for resource, purpose, start, end in held
            ),
        )
        self.administrations.append(administration)
        return administration

    def close(self) -> None:
        """State what each batch must have."""
        batch_ids = dict.fromkeys(batch for batch, *_ in DOSES)
        for batch_id in batch_ids:
            shipped = {each.id for each in self.shipments if each.batch_id == batch_id}
            total = sum(
                vial.activity_kbq for vial in self.vials if vial.shipment_id in shipped
            )
            is_order = batch_id == "O-LU"
            self.batches.append(
                PlannedBatch(
                    id=batch_id,
                    reference_min=at(0, "12:00")
                    if is_order
                    else at(RUNS[batch_id][2], RUNS[batch_id][3]),
                    activity_kbq=total if is_order else total + 50_000,
                )
            )
