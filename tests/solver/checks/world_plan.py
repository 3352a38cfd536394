"""
A valid plan of the hand-made world, and its like with other injection minutes.

The numbers are derived here in floats and by trial, independently of the checker;
at these magnitudes (below 1e8 kBq) a double is right to 1e-6 kBq.
"""

import math
from collections import defaultdict

from solver.plan.plan import (
    Administration,
    Occupation,
    Plan,
    PlannedBatch,
    Purpose,
    Shipment,
    Vial,
)
from tests.solver.checks.world_data import DAY, PROCEDURES, PRODUCTS, VISITS

EOS = {"R1": 400, "R2": 560, "R3": DAY + 480, "O1": 720}
"""
R2 starts at 520, 120 min after R1: cleaning and change-over take 45. R1 carries
two vials, packed at 400 + 5 + 2 * 3 + 10 = 421, released at 430; R2 is packed at
560 + 5 + 3 + 5 = 573, released and so handed over at 590.
"""

SHIPMENTS = {
    each.id: each
    for batch, lane, departure, handover, departs, arrives, usable in (
        ("R1", "road", None, 425, 425, 470, 480),
        ("R1", "flight", "SK1", 440, 480, 540, 555),
        ("R2", "road", None, 590, 590, 635, 645),
        ("R3", "road", None, DAY + 510, DAY + 510, DAY + 555, DAY + 565),
        ("O1", "truck", "TR1", 330, 340, 500, 520),
    )
    for each in (
        Shipment(
            id=f"{batch}/{departure or lane}",
            batch_id=batch,
            lane_id=lane,
            departure_id=departure,
            handover_min=handover,
            departs_min=departs,
            arrives_min=arrives,
            usable_min=usable,
        ),
    )
}

VIALS = {
    "A": ("R1/road/v1",),
    "B": ("R1/road/v1",),
    "C": ("R1/SK1/v1",),
    "D": ("R2/road/D",),
    "E": ("R3/road/E",),
    "F": ("O1/TR1/F.1", "O1/TR1/F.2"),
}
INJECTIONS = {"A": 500, "B": 530, "C": 580, "D": 720, "E": DAY + 600, "F": 600}
"""
Scans start 60 min later. A holds the scanner during [555, 585) and B during
[585, 625): they touch.
"""

RESOURCES = {
    "A": ("north-u1", "north-n1", "north-n1", "north-pet", "north-t1"),
    "B": ("north-u2", "north-n2", "north-n2", "north-pet", "north-t1"),
    "C": ("south-u1", "south-n1", "south-n2", "south-pet", "south-t1"),
    "D": ("north-u1", "north-n1", "north-n1", "north-pet", "north-t1"),
    "E": ("north-u1", "north-n1", "north-n1", "north-pet", "north-t1"),
    "F": ("north-chair", "north-n1"),
}
RELEASE = {"R1": 430, "R2": 590, "R3": DAY + 510, "O1": 300}
EXPIRY = {
    "A": 880,  # 480 min from EOS at 400; receipt at 470 + 420 is 890
    "B": 880,
    "C": 880,
    "D": 805,  # portioning begins at 565
    "E": DAY + 725,
    "F": 2720,
}


def need(gross: int, age_min: int, half_life_min: float) -> int:
    """Activity at the reference for a gross activity later, rounded up."""
    return math.ceil(gross * 2 ** (age_min / half_life_min))


def _occupations(visit_id: str, injection: int) -> tuple[Occupation, ...]:
    resources = iter(RESOURCES[visit_id])
    if visit_id == "F":  # 30 min preparation by nobody, 30 injection, 60 observation
        spans = [
            (Purpose.PLACE, injection - 30, injection + 105),
            (Purpose.INJECTION, injection, injection + 30),
        ]
    else:  # scan of 20 min (B: 10 more), 5 min set-up, 5 cleaning; place 10 cleaning
        scan, extra = injection + 60, 10 if visit_id == "B" else 0
        spans = [
            (Purpose.PLACE, injection - 20, scan + 10),
            (Purpose.PREPARATION, injection - 20, injection),
            (Purpose.INJECTION, injection, injection + 5),
            (Purpose.SCANNER, scan - 5, scan + 20 + extra + 5),
            (Purpose.SCAN, scan - 5, scan + 20 + extra),
        ]
    return tuple(
        Occupation(
            resource_id=next(resources), purpose=purpose, start_min=start, end_min=end
        )
        for purpose, start, end in spans
    )


def _usable(visit_id: str, injection: int, draw: int) -> tuple[int, int]:
    """By trial of every minute: tolerance 10 %, uptake 55 to 75, all other limits."""
    visit = VISITS[visit_id]
    product = PRODUCTS[visit.product_id]
    shipment = SHIPMENTS[VIALS[visit_id][0].rpartition("/")[0]]
    target = visit.alternatives[-1].target_kbq
    share = draw * (1000 - product.residual_permille) / 1000
    takes = PROCEDURES[visit.procedure_id].injection_min
    good = [
        minute
        for minute in range(2 * DAY + 1)
        if minute >= max(shipment.usable_min, RELEASE[shipment.batch_id])
        and minute + takes <= EXPIRY[visit_id]
        and (visit_id == "F" or 55 <= injection + 60 - minute <= 75)
        and 0.9 * target
        <= share * 2 ** ((injection - minute) / product.half_life_min)
        <= 1.1 * target
    ]
    return (good[0], good[-1]) if good else (0, 0)


def _administration(visit_id: str, injection: int) -> Administration:
    visit = VISITS[visit_id]
    product = PRODUCTS[visit.product_id]
    batch_id = VIALS[visit_id][0].partition("/")[0]
    residual = product.residual_permille
    draw = math.ceil(visit.alternatives[-1].target_kbq * 1000 / (1000 - residual))
    demand = need(draw, injection - EOS[batch_id], product.half_life_min)
    concentration = product.container.concentration_kbq_per_ml
    assert concentration is not None
    usable_from, usable_until = _usable(visit_id, injection, draw)
    return Administration(
        visit_id=visit_id,
        alternative=len(visit.alternatives) - 1,
        vial_ids=VIALS[visit_id],
        demand_kbq=demand,
        draw_kbq=draw,
        draw_ul=math.ceil(demand * 1000 / concentration),
        injection_min=injection,
        scan_start_min=None if visit_id == "F" else injection + 60,
        usable_from_min=usable_from,
        usable_until_min=usable_until,
        occupations=_occupations(visit_id, injection),
    )


def a_plan(**moved: int) -> Plan:
    """The plan that serves all six visits, some of them at other minutes."""
    administrations = [_administration(*each) for each in (INJECTIONS | moved).items()]
    drawn: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for each in administrations:
        for vial_id in each.vial_ids:
            drawn[vial_id].append((each.demand_kbq, each.draw_ul or 0))
    vials, content = [], defaultdict(int, {"R1": 50_000})  # the sample of R1
    for vial_id, doses in drawn.items():
        batch_id = vial_id.partition("/")[0]
        # dead volumes: 200 µL of 500 MBq/mL, 50 µL of 200 MBq/mL
        dead_kbq, dead_ul = (100_000, 200) if batch_id == "R1" else (10_000, 50)
        activity = sum(kbq for kbq, _ in doses) + dead_kbq
        volume = sum(ul for _, ul in doses) + dead_ul
        if batch_id == "O1":
            activity, volume = 4_000_000, 4000
        content[batch_id] += activity
        vials.append(
            Vial(
                id=vial_id,
                shipment_id=vial_id.rpartition("/")[0],
                activity_kbq=activity,
                volume_ul=volume,
            )
        )
    return Plan(
        batches=tuple(
            PlannedBatch(id=each, reference_min=EOS[each], activity_kbq=content[each])
            for each in sorted(EOS)
        ),
        shipments=tuple(SHIPMENTS[each] for each in sorted(SHIPMENTS)),
        vials=tuple(sorted(vials, key=lambda vial: vial.id)),
        administrations=tuple(administrations),
    )
