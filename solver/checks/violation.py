"""What the checker reports: violations of rules, and cautions apart from them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """
    One rule that a plan breaks, and where.

    Parameters
    ----------
    rule
        Name of the rule: a key of ``CHECKS``, or ``result``.
    subject
        Id of the visit, batch, shipment, vial or resource concerned.
    message
        What is wrong, with its numbers.
    visit_ids
        The visits that break the rule, where it is known which do.
    """

    rule: str
    subject: str
    message: str
    visit_ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}: {self.message}"


@dataclass(frozen=True, slots=True)
class Caution:
    """
    A dose of a valid plan that leaves its limits if reality deviates a little.

    ``cause`` is the deviation ("injection 5 min late"), ``message`` the limit.
    """

    visit_id: str
    cause: str
    message: str

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.cause}: {self.message}"
