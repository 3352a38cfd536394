from solver.documents import read_document, write_document
from solver.plan.slot import PricedSlot
from tests.solver.booking.forced import revised, story


def test_slot_is_read_as_it_was_written() -> None:
    """
    A slot goes out to people and comes back: with its dose, staff and later scans.
    """
    revision = revised(story("lut-dosimetry"))
    visit_id = revision.visit_ids[0]
    priced = revision.offers(visit_id)[0]

    again = read_document(write_document(priced), PricedSlot)

    assert again == priced
    assert again.slot.later_scans
    revision.lift(visit_id)
    assert revision.misfits(again.slot) == ()


def test_slot_of_a_seated_visit_seats_it_just_there() -> None:
    """
    Taken out and put back, the plan is as it was.
    """
    revision = revised(story("norway-week"))
    before = revision.plan()

    for visit_id in revision.visit_ids[::9]:
        slot = revision.placed(visit_id)
        assert slot is not None
        revision.lift(visit_id)
        assert revision.plan() != before
        revision.seat(slot)

    assert revision.plan() == before
