"""Results tampered with, as by hand: each breaks one promise of a verified plan."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from solver.plan.result import Result
from solver.problem.problem import Problem

Document = dict[str, Any]


def _administrations(document: Document) -> Iterator[Document]:
    yield from document["plan"]["administrations"]


def _batch_of(document: Document, administration: Document) -> Document:
    vials = {each["id"]: each for each in document["plan"]["vials"]}
    shipments = {each["id"]: each for each in document["plan"]["shipments"]}
    batches = {each["id"]: each for each in document["plan"]["batches"]}
    vial = vials[administration["vial_ids"][0]]
    batch: Document = batches[shipments[vial["shipment_id"]]["batch_id"]]
    return batch


def _shift(administration: Document, minutes: int) -> None:
    """Move a visit as a whole."""
    administration["injection_min"] += minutes
    if administration["scan_start_min"] is not None:
        administration["scan_start_min"] += minutes
    for occupation in administration["occupations"]:
        occupation["start_min"] += minutes
        occupation["end_min"] += minutes


def past_expiry(problem: Problem, document: Document) -> str:
    """An injection ends one minute after its batch has expired."""
    products = {each.id: each for each in problem.products}
    visits = {each.id: each for each in problem.visits}
    procedures = {each.id: each for each in problem.procedures}
    runs = {each.id for each in problem.runs}
    for each in _administrations(document):
        visit = visits[each["visit_id"]]
        batch = _batch_of(document, each)
        hours = products[visit.product_id].shelf_life.from_eos_min
        if hours is not None and batch["id"] in runs:
            injection = procedures[visit.procedure_id].injection_min
            last = batch["reference_min"] + hours - injection
            _shift(each, last + 1 - each["injection_min"])
            return "shelf_life"
    raise AssertionError("no dose with a shelf life from EOS")


def a_kilobecquerel_short(problem: Problem, document: Document) -> str:
    """A run has one kBq less at EOS than its doses and its sample need."""
    runs = {each.id for each in problem.runs}
    batch = next(each for each in document["plan"]["batches"] if each["id"] in runs)
    batch["activity_kbq"] -= 1
    return "batch_balance"


def two_on_one_scanner(problem: Problem, document: Document) -> str:
    """A visit takes over the minutes of another one's scanner."""
    scanned: dict[str, Document] = {}
    for each in _administrations(document):
        for occupation in each["occupations"]:
            if occupation["purpose"] != "scanner":
                continue
            other = scanned.setdefault(occupation["resource_id"], each)
            if other is not each:
                _shift(each, other["injection_min"] - each["injection_min"])
                return "occupancy"
    raise AssertionError("no scanner is used twice")


def before_release(problem: Problem, document: Document) -> str:
    """A dose is injected one minute before the final release of its batch."""
    processes = {each.id: each for each in problem.processes}
    runs = {each.id: each for each in problem.runs}
    for each in _administrations(document):
        batch = _batch_of(document, each)
        if batch["id"] in runs:
            process = processes[runs[batch["id"]].process_id]
            release = batch["reference_min"] + process.quality_control_min
            _shift(each, release - 1 - each["injection_min"])
            return "production_chain"
    raise AssertionError("no dose comes from a run")


def more_than_the_vial_holds(problem: Problem, document: Document) -> str:
    """A multi-dose vial is filled with less than is drawn from it."""
    vial = next(each for each in document["plan"]["vials"] if "/v" in each["id"])
    vial["volume_ul"] -= 1
    return "batch_balance"


def unauthorised_site(problem: Problem, document: Document) -> str:
    """A dose goes to a visit whose site is not authorised for it."""
    visits = {each.id: each for each in problem.visits}
    served = {each["visit_id"] for each in _administrations(document)}
    refused = next(
        each["visit_id"]
        for each in document["left_out"]
        if "supply_authorisation" in each["rules"]
    )
    product, site = visits[refused].product_id, visits[refused].site_id
    for each in _administrations(document):
        visit = visits[each["visit_id"]]
        if visit.product_id == product and visit.site_id == site:
            each["visit_id"] = refused
            return "supply_authorisation"
    other = next(visits[each] for each in sorted(served) if visits[each].trial_id)
    for each in _administrations(document):
        if each["visit_id"] == other.id:
            each["visit_id"] = refused
            return "supply_authorisation"
    raise AssertionError("nothing goes to a trial")


def lent_to_another_site(problem: Problem, document: Document) -> str:
    """A dose is drawn from a vial that was sent to another site."""
    sites = {each.id: each.site_id for each in problem.visits}
    products = {each.id: each.product_id for each in problem.visits}
    for each in _administrations(document):
        for other in _administrations(document):
            is_same = products[each["visit_id"]] == products[other["visit_id"]]
            is_there = sites[each["visit_id"]] == sites[other["visit_id"]]
            if is_same and not is_there and "/v" in other["vial_ids"][0]:
                each["vial_ids"] = list(other["vial_ids"])
                return "transport"
    raise AssertionError("no product goes to two sites")


TAMPERINGS: tuple[Callable[[Problem, Document], str], ...] = (
    past_expiry,
    a_kilobecquerel_short,
    two_on_one_scanner,
    before_release,
    more_than_the_vial_holds,
    unauthorised_site,
    lent_to_another_site,
)


def tampered(
    problem: Problem, result: Result, tamper: Callable[[Problem, Document], str]
) -> tuple[Document, str]:
    """The result changed by one tampering, and the rule that has to name it."""
    document = copy.deepcopy(result.model_dump(mode="json"))
    rule = tamper(problem, document)
    return document, rule
