"""A rule that binds, said in the words of those who have to act on it."""

from collections.abc import Sequence

SENTENCES = {
    "administered_activity": "no dose that exists is within its activity limits then",
    "batch_balance": "no batch or vial holds enough activity for it",
    "visit_steps": "its steps fit neither the participant's day nor the horizon",
    "occupancy": "no place or scanner of the kind it needs is free long enough",
    "production_chain": "no line can make, test and release a batch in time for it",
    "generators": "no generator can be eluted for a batch in time for it",
    "shelf_life": "every dose that could reach it would have expired",
    "orders": "the order cut-off of every batch that could serve it has passed",
    "eligibility_gate": "a result it needs has failed, comes too late, or has lapsed",
    "availability": "tracer hours, opening hours or the participant's days rule it out",
    "transport": "no departure that has room brings a dose in time",
    "activity_on_site": "the site would hold more activity than its licence allows",
    "visit_windows": "its protocol window leaves no minute",
    "staff": "nobody with role and delegation is free on shift, limits and breaks kept",
    "therapy_stay": "its stay cannot end in opening hours, on the participant's days",
    "follow_up_imaging": "not all of its later scans find a scanner, staff and time",
    "same_scanner": "no scanner is comparable with the other scans of its series",
    "washout": "another tracer, treatment or drug of the participant is too near",
    "cohorts": "its dose level is closed, or the visits it waits for come too late",
    "commitments": "what an approved plan holds is in the way",
    "supply_authorisation": (
        "no manufacturer is authorised for its product, site and trial together, "
        "or site activation or consent is missing"
    ),
}
"""One sentence per rule name, to follow "because"."""


def reason(rules: Sequence[str], *, is_impossible: bool) -> str:
    """
    Why a visit is left out, in one sentence.

    Parameters
    ----------
    rules
        Names of the rules that bind.
    is_impossible
        Whether it could not be served even alone.
    """
    begin = "Even alone" if is_impossible else "With the others kept"
    return f"{begin}: {'; or '.join(SENTENCES[rule] for rule in rules)}."
