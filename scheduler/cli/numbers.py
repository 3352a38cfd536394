"""Numbers of plan versions and outages, as they are typed on the command line."""

from typing import Annotated

import typer

LARGEST_NUMBER = 2**31 - 1
"""The largest that every database can keep."""


def kept(number: int | None) -> int | None:
    """
    A number that a database can keep, as it is.

    Raises
    ------
    BadParameter
        If it cannot.

    """
    if number is not None and not 0 <= number <= LARGEST_NUMBER:
        raise typer.BadParameter(f"write a number from 0 to {LARGEST_NUMBER}")
    return number


OutageNumber = Annotated[
    int,
    typer.Argument(help="The outage, by its number.", metavar="NUMBER", callback=kept),
]
VersionNumber = Annotated[
    int,
    typer.Argument(
        help="Number of the version, as listed.", metavar="NUMBER", callback=kept
    ),
]
VersionOption = Annotated[
    int | None,
    typer.Option("--version", help="Of this plan version.", callback=kept),
]
