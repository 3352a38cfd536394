"""Minutes of a plan as instants, and back."""

from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)


class Instants:
    """
    The minutes of one plan.

    Parameters
    ----------
    origin_at
        Minute zero.
    """

    def __init__(self, origin_at: datetime) -> None:
        self.origin_at = origin_at

    def at(self, minute: int) -> datetime:
        """The instant of a minute."""
        return self.origin_at + minute * _MINUTE

    def at_if(self, minute: int | None) -> datetime | None:
        """The instant of a minute, if there is one."""
        return None if minute is None else self.at(minute)

    def minute(self, instant: datetime) -> int:
        """The minute of an instant; a part of one belongs to the minute before."""
        return (instant - self.origin_at) // _MINUTE

    def minute_if(self, instant: datetime | None) -> int | None:
        """The minute of an instant, if there is one."""
        return None if instant is None else self.minute(instant)
