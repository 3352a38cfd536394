"""What a client raises: problems as they were told, and answers that never came."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Issue:
    """
    One thing that is wrong with a request.

    Parameters
    ----------
    place
        JSON pointer into the body, or name of a parameter, if it is about one.
    """

    detail: str
    place: str | None


class Refused(Exception):
    """
    A request was refused (RFC 9457).

    Parameters
    ----------
    code
        Why; stable, programs may rely on it.
    """

    def __init__(
        self, status: int, code: str, detail: str, issues: tuple[Issue, ...] = ()
    ) -> None:
        listed = "".join(f"; {each.place or 'it'}: {each.detail}" for each in issues)
        super().__init__(f"{status} {code}: {detail}{listed}")
        self.status = status
        self.code = code
        self.detail = detail
        self.issues = issues


class Unreachable(Exception):
    """No answer came, however often it was asked for; a change may have been made."""


def refusal(status: int, told: Any) -> Refused:
    """
    A problem as an exception.

    Parameters
    ----------
    told
        The JSON of the answer; ``None`` if it was none.
    """
    if not isinstance(told, dict) or "code" not in told:
        return Refused(status, "unknown", "an answer that is no problem document")
    issues = tuple(
        Issue(each["detail"], each.get("pointer") or each.get("parameter"))
        for each in told.get("issues", ())
    )
    return Refused(status, told["code"], told["detail"], issues)
