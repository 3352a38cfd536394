"""Nothing that is sent brings the service down, or is kept where it is refused."""

import pytest

from tests.api.attacks.hostile import Hostile, require_sound
from tests.api.attacks.hostile_values import VALUES
from tests.api.attacks.siege import Siege
from tests.api.attacks.table import PARTS, with_a_row
from tests.properties.counts import share


def test_there_are_hundreds_of_values() -> None:
    """
    At least three hundred, each once.
    """
    assert len(VALUES) >= 300
    assert len({repr(each) for each in VALUES}) == len(VALUES)


def test_a_few_hostile_values_everywhere(siege: Siege) -> None:
    """
    In every field, parameter and header of every operation, other ones each time.
    """
    number = 0
    administrator = siege.world.people["administrator"]
    for operation in with_a_row(siege):
        hostile = Hostile(siege, operation)
        for place in hostile.places():
            values = hostile.values(place)
            attack = hostile.attack(place, values[number * 7 % len(values)])
            require_sound(siege, attack, administrator)
            number += 1

    assert number > len(VALUES)


@pytest.mark.verify
@pytest.mark.parametrize("part", range(len(PARTS)))
def test_every_hostile_value_in_every_field(siege: Siege, part: int) -> None:
    """
    All values in all places of the operations of one part.
    """
    step = max(1, len(VALUES) // share(len(VALUES)))
    administrator = siege.world.people["administrator"]
    number = 0
    for name in PARTS[part]:
        hostile = Hostile(siege, siege.by_id[name])
        for place in hostile.places():
            for value in hostile.values(place)[number % step :: step]:
                attack = hostile.attack(place, value)
                require_sound(siege, attack, administrator)
                number += 1

    assert number > 0
