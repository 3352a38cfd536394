"""Mutation operators on stays, later scans, and what binds doses together."""

from random import Random

from solver.plan.plan import Administration, BookedScan, Plan, Purpose
from solver.problem.problem import Problem
from tests.solver.checks.mutation import (
    NothingToMutate,
    breaks,
    changed,
    free_administrations,
    pick,
    procedure_of,
    put,
    shifted,
    visit_of,
)


def _discharge(problem: Problem, plan: Plan, rng: Random, *, late: bool) -> Plan:
    """A stay ends a minute past what the procedure allows."""
    found = []
    for one in free_administrations(problem, plan):
        procedure = procedure_of(problem, one)
        if procedure.scan is None:
            least = procedure.observation_min
            most = procedure.observation_max_min
            observed = (least if most is None else most) + 1 if late else least - 1
            ends = one.injection_min + procedure.injection_min + observed
            clean = ends + procedure.place_cleaning_min
            occupations = tuple(
                changed(each, end_min=clean) if each.purpose is Purpose.PLACE else each
                for each in one.occupations
            )
            found.append(changed(one, occupations=occupations))
    new = pick(rng, found)
    return put(plan, new)


@breaks("therapy_stay")
def discharge_too_early(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The observation is a minute too short."""
    return _discharge(problem, plan, rng, late=False)


@breaks("therapy_stay")
def discharge_too_late(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The observation is a minute too long."""
    return _discharge(problem, plan, rng, late=True)


def _with_scans(problem: Problem, plan: Plan) -> list[Administration]:
    """Visits of which a later scan can be changed."""
    free = free_administrations(problem, plan)
    return [each for each in free if each.later_scans]


def _rebook(
    one: Administration, index: int, minutes: int, scanner_id: str | None = None
) -> Administration:
    """The visit with one of its scans at another minute, or on another scanner."""
    before = one.later_scans[index]
    occupations = tuple(
        changed(
            each,
            start_min=each.start_min + minutes,
            end_min=each.end_min + minutes,
            resource_id=scanner_id
            if scanner_id is not None and each.purpose is Purpose.SCANNER
            else each.resource_id,
        )
        for each in before.occupations
    )
    scan = changed(
        before,
        scan_start_min=before.scan_start_min + minutes,
        occupations=occupations,
    )
    scans = (*one.later_scans[:index], scan, *one.later_scans[index + 1 :])
    return changed(one, later_scans=scans)


@breaks("follow_up_imaging")
def forget_a_later_scan(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A therapy is served without its last scan."""
    one = pick(rng, _with_scans(problem, plan))
    return put(plan, changed(one, later_scans=one.later_scans[:-1]))


@breaks("follow_up_imaging")
def scan_once_more(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A visit books a scan that its procedure does not have."""
    one = pick(rng, free_administrations(problem, plan))
    minute = one.injection_min
    scan = BookedScan(name="one more", scan_start_min=minute, occupations=())
    return put(plan, changed(one, later_scans=(*one.later_scans, scan)))


def _scan_at_edge(problem: Problem, plan: Plan, rng: Random, *, late: bool) -> Plan:
    """A later scan a minute outside its window."""
    one = pick(rng, _with_scans(problem, plan))
    index = rng.randrange(len(one.later_scans))
    due = procedure_of(problem, one).later_scans[index]
    after = due.latest_min + 1 if late else due.earliest_min - 1
    now = one.later_scans[index].scan_start_min
    return put(plan, _rebook(one, index, one.injection_min + after - now))


@breaks("follow_up_imaging")
def scan_later_too_early(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A later scan comes a minute too early."""
    return _scan_at_edge(problem, plan, rng, late=False)


@breaks("follow_up_imaging")
def scan_later_too_late(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A later scan comes a minute too late."""
    return _scan_at_edge(problem, plan, rng, late=True)


@breaks("follow_up_imaging")
def cut_a_later_scan(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A scanner or a person is held a minute too short for a later scan."""
    one = pick(rng, _with_scans(problem, plan))
    scan = one.later_scans[0]
    if not scan.occupations:
        raise NothingToMutate
    last = scan.occupations[-1]
    cut = changed(last, end_min=last.end_min - 1)
    scan = changed(scan, occupations=(*scan.occupations[:-1], cut))
    return put(plan, changed(one, later_scans=(scan, *one.later_scans[1:])))


@breaks("follow_up_imaging")
def leave_out_what_is_needed(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A rest scan is served without its stress scan."""
    served = {each.visit_id for each in plan.administrations}
    found = [
        needed
        for one in free_administrations(problem, plan)
        if (needed := visit_of(problem, one).needs_visit_id) in served
    ]
    gone = pick(rng, found)
    return changed(
        plan,
        administrations=tuple(e for e in plan.administrations if e.visit_id != gone),
    )


@breaks("eligibility_gate")
def inject_after_the_result_expires(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The injection is a minute after a result was valid."""
    found = [
        (one, gate.taken_min + gate.valid_min + 1)
        for one in free_administrations(problem, plan)
        for gate in visit_of(problem, one).gates
    ]
    one, minute = pick(rng, found)
    return put(plan, shifted(one, minute - one.injection_min))


@breaks("cohorts")
def overtake_the_sentinel(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """Another participant of the cohort comes a minute before its gap is over."""
    cohorts = {each.id: each for each in problem.cohorts}
    served = {each.visit_id: each for each in plan.administrations}
    found = []
    for one in free_administrations(problem, plan):
        cohort = cohorts.get(visit_of(problem, one).cohort_id or "")
        sentinel = served.get((cohort and cohort.sentinel_visit_id) or "")
        if cohort is not None and sentinel not in {None, one} and sentinel is not None:
            minute = sentinel.injection_min + cohort.sentinel_gap_min - 1
            found.append(shifted(one, minute - one.injection_min))
    new = pick(rng, found)
    return put(plan, new)


@breaks("cohorts")
def leave_out_a_lower_level(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A dose level is given although not all of the lower one were served."""
    levels = {each.id: (each.trial_id, each.level) for each in problem.cohorts}
    of_visit = {
        each.id: levels[each.cohort_id]
        for each in problem.visits
        if each.cohort_id in levels
    }
    free = {each.visit_id for each in free_administrations(problem, plan)}
    found = [
        lower
        for lower in free & of_visit.keys()
        for higher in free & of_visit.keys()
        if of_visit[lower][0] == of_visit[higher][0]
        and of_visit[lower][1]
        == max(
            (
                level
                for trial, level in of_visit.values()
                if trial == of_visit[higher][0] and level < of_visit[higher][1]
            ),
            default=None,
        )
    ]
    gone = pick(rng, sorted(found))
    return changed(
        plan,
        administrations=tuple(e for e in plan.administrations if e.visit_id != gone),
    )


@breaks("washout")
def give_it_too_soon(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A dose comes a minute before the gap after another one is over."""
    found = []
    free = free_administrations(problem, plan)
    for one in free:
        for other in plan.administrations:
            mine, theirs = visit_of(problem, one), visit_of(problem, other)
            if mine.participant_id is None or one is other:
                continue
            if mine.participant_id != theirs.participant_id:
                continue
            for each in problem.separations:
                pair = (each.before, each.after)
                if pair == (theirs.product_id, mine.product_id) and each.min_gap_min:
                    minute = other.injection_min + each.min_gap_min - 1
                    found.append(shifted(one, minute - one.injection_min))
    new = pick(rng, found)
    return put(plan, new)


@breaks("same_scanner")
def change_the_scanner(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """One scan of a series is on a scanner without a certificate."""
    classes = {each.id: each.certified_class for each in problem.series}
    scans = [
        one
        for one in free_administrations(problem, plan)
        if visit_of(problem, one).series_id in classes
        and one.scan_start_min is not None
    ]
    found = []
    for one in scans:
        series_id = visit_of(problem, one).series_id
        if sum(visit_of(problem, e).series_id == series_id for e in scans) < 2:
            continue
        for scanner in problem.scanners:
            held = [e for e in one.occupations if e.purpose is Purpose.SCANNER]
            if scanner.certificates or any(e.resource_id == scanner.id for e in held):
                continue
            occupations = tuple(
                changed(each, resource_id=scanner.id)
                if each.purpose is Purpose.SCANNER
                else each
                for each in one.occupations
            )
            found.append(changed(one, occupations=occupations))
    new = pick(rng, found)
    return put(plan, new)


@breaks("visit_steps")
def visit_during_a_later_scan(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A participant arrives for one visit while being scanned for another."""
    found = []
    for one in free_administrations(problem, plan):
        participant = visit_of(problem, one).participant_id
        for other in plan.administrations:
            if other is one or participant is None:
                continue
            if visit_of(problem, other).participant_id == participant:
                found += [
                    shifted(one, each.scan_start_min - one.injection_min)
                    for each in other.later_scans
                ]
    new = pick(rng, found)
    return put(plan, new)


@breaks("staff")
def scan_without_the_role(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """Somebody without the role makes a later scan."""
    one = pick(rng, _with_scans(problem, plan))
    role = procedure_of(problem, one).later_scans[0].role
    others = [each.id for each in problem.people if role not in each.roles]
    other = pick(rng, others)
    scan = one.later_scans[0]
    occupations = tuple(
        changed(each, resource_id=other) if each.purpose is Purpose.SCAN else each
        for each in scan.occupations
    )
    scan = changed(scan, occupations=occupations)
    return put(plan, changed(one, later_scans=(scan, *one.later_scans[1:])))
