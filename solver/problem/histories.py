"""What binds several doses of one participant, or several participants."""

from enum import StrEnum

from solver.problem.base import Id, Interval, Minutes, Name, Record


class Separation(Record):
    """
    After one substance, another may follow only after a gap (rule 16).

    A substance is the id of a product, or the name of a treatment or drug.  If
    ``before`` is given at ``a`` and ``after`` at ``b >= a`` to one participant, then
    ``b - a >= min_gap_min``, and, with ``is_other_day``, ``a`` and ``b`` lie on
    different calendar days of the site at which ``after`` is given.  For a pair in
    both orders, there are two separations.
    """

    before: Name
    after: Name
    min_gap_min: Minutes
    is_other_day: bool = False


class Exposure(Record):
    """
    A participant has, had or will have a treatment, drug or tracer (rule 16).

    An injection that a separation relates to it lies before ``span`` or after it: at
    ``t >= end_min + gap`` or ``t <= start_min - gap``, with the gap of the separation
    in that order (0 if there is none in that order), and with ``is_other_day`` not on
    the calendar day of the minute of ``span`` that is next to it.
    """

    participant_id: Id
    substance: Name
    span: Interval


class Series(Record):
    """
    Longitudinal scans of one participant (rules 3 and 17).

    All scans of the visits that name the series, follow-up scans included, are on one
    scanner; or each two of them on the same scanner, or both on scanners whose
    certificate for ``certified_class`` is valid at the scan start.

    Parameters
    ----------
    certified_class
        Harmonised class within which the scanner may change; ``None``: it may not.
    baseline_scanner_id
        Scanner of the baseline scan, where that is not in this problem; for the
        comparison with it, a scanner that ever had a certificate of the class counts
        as certified at baseline. It need not be a scanner of this problem.
    baseline_uptake_min, uptake_tolerance_min
        Uptake time of the participant's own baseline scan, and how far others may be
        from it (both ends included). Without a baseline given, the first visit of the
        series in the problem's order is the baseline, if it is served.
    """

    id: Id
    participant_id: Id
    certified_class: Name | None = None
    baseline_scanner_id: Id | None = None
    baseline_uptake_min: Minutes | None = None
    uptake_tolerance_min: Minutes | None = None


class CohortState(StrEnum):
    """
    Whether a dose level may be given (rule 19).

    ``open`` is decided; ``conditional`` is expected, slots are planned and held on
    condition; ``closed`` is not to be planned.
    """

    OPEN = "open"
    CONDITIONAL = "conditional"
    CLOSED = "closed"


class Cohort(Record):
    """
    One dose level of an escalation (rule 19).

    The visits that name the cohort are the first doses of its participants.  They
    come at least ``sentinel_gap_min`` after the sentinel's, which is served too.  Each
    of them comes at least ``toxicity_min`` of the next lower level after each visit of
    that level, and only if all of those are served; the next lower level is that of
    the same trial with the greatest smaller ``level`` that visits name.

    Times are elapsed minutes from injection to injection; what has happened counts at
    the minute it happened.
    """

    id: Id
    name: Name
    trial_id: Id
    level: int
    state: CohortState = CohortState.OPEN
    sentinel_visit_id: Id | None = None
    sentinel_gap_min: Minutes = 0
    toxicity_min: Minutes = 0
