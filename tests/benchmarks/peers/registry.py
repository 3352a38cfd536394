"""Who takes part, who does not, and why not."""

from importlib import import_module
from typing import cast

from tests.benchmarks.peers.reporting import Peer

PEERS = {
    "product": "tests.benchmarks.peers.product",
    "list": "tests.benchmarks.peers.coordinator",
    "textbook": "tests.benchmarks.peers.textbook",
    "mip": "tests.benchmarks.peers.time_indexed",
}
"""Each in a module of its own, which alone loads what it needs."""

ABSENT = {
    "PyJobShop": "is no dependency, and has no decaying supply: scanners only",
    "Timefold": "needs a build of its own in Java; not written yet",
    "radman": "one site and one scanner; its model is not written anew yet",
}


def peer_called(name: str) -> Peer:
    """Load the peer of this name."""
    return cast(Peer, import_module(PEERS[name]).plan)
