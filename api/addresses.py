"""Where things are found: what `Location` says."""

from urllib.parse import quote

from api.routing import BASE


def address_of(*segments: str | int) -> str:
    """The path of something; a slash inside an id is no slash of the path."""
    return BASE + "".join(f"/{quote(str(each), safe='')}" for each in segments)
