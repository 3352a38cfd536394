"""
Where in a document something is: ``visits[V1].weight_kg``.

An element of a list that has an ``id`` is called by it, others by their position.
"""

_MAX_KEY = 80
_MAX_ID = 120


def below(place: str, key: str) -> str:
    """The place of a field of the object at ``place``."""
    shown = key if key.isprintable() and len(key) <= _MAX_KEY else ascii(key[:_MAX_KEY])
    return f"{place}.{shown}" if place else shown


def called(element: object, index: int) -> str:
    """An element's id, or its position where it has none."""
    name = element.get("id") if isinstance(element, dict) else None
    if isinstance(name, str) and name.isprintable() and 0 < len(name) <= _MAX_ID:
        return name
    return str(index)


def place_of(loc: tuple[int | str, ...], document: object) -> str:
    """A validator's path as a place: without the tags of unions."""
    place = ""
    value = document
    for number, step in enumerate(loc):
        if isinstance(value, list) and isinstance(step, int) and step < len(value):
            place += f"[{called(value[step], step)}]"
            value = value[step]
        elif isinstance(value, dict) and isinstance(step, str):
            if step in value:
                place = below(place, step)
                value = value[step]
            elif number == len(loc) - 1 and step != "[key]":
                place = below(place, step)
    return place
