"""Keep the search for garbage out of the way of those who wait for an answer."""

import gc

_YOUNGEST = 20_000
"""Objects that are made before the youngest of them are looked through."""

_OLDER, _OLDEST = 20, 50
"""How many times the younger are looked through before the older are."""


def keep_out_of_the_way() -> None:
    """
    Look for garbage more seldom, and never among what is loaded by now.

    What a request makes is nearly all freed as it goes; a search through all that a
    process holds takes as long as a booking. Called once, before the first request.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNGEST, _OLDER, _OLDEST)
