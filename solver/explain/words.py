"""A rule that binds, said in the words of those who have to act on it."""

from collections.abc import Sequence

SENTENCES = {
    "administered_activity": "no dose that exists is within its activity limits then",
    "batch_balance": "no batch or vial holds enough activity for it",
    "visit_steps": "its steps fit neither the participant's day nor the horizon",
    "occupancy": "no place or scanner of the kind it needs is free long enough",
    "production_chain": "no line can make, test and release a batch in time for it",
    "shelf_life": "every dose that could reach it would have expired",
    "orders": "the order cut-off of every batch that could serve it has passed",
    "availability": "tracer hours, opening hours or the participant's days rule it out",
    "transport": "no departure brings a dose in time",
    "visit_windows": "its protocol window leaves no minute",
    "staff": "nobody with the role and the delegation is free on shift",
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
