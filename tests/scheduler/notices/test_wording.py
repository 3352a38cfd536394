from scheduler.notices.wording import lines_of, title_of


def test_a_title_is_one_line() -> None:
    """
    What it is about may be called anything.
    """
    assert title_of("visit_moved", "A-1") == "Visit moved: A-1"
    assert title_of("visit_moved", "A\n1") == "Visit moved: A\N{REPLACEMENT CHARACTER}1"


def test_each_detail_that_says_something_has_a_line() -> None:
    """
    Lists in one line, what is inside something with its name, several things apart.
    """
    details = {
        "was_at": "2026-03-02T09:00+01:00",
        "is_at": None,
        "rules": [],
        "resources": ["PET-1", "chair 2"],
        "plan": {"version": 4, "is_frozen": False},
        "visits": [
            {"visit_id": "A-1", "rules": ["shelf_life", "licence"]},
            {"visit_id": "A-2", "is_at": None, "rules": []},
        ],
        "reason": "snow\non the road",
    }

    assert list(lines_of(details)) == [
        "was at: 2026-03-02T09:00+01:00",
        "resources: PET-1, chair 2",
        "plan version: 4",
        "plan is frozen: no",
        "visits:",
        "- visit id: A-1; rules: shelf_life, licence",
        "- visit id: A-2",
        "reason: snow\N{REPLACEMENT CHARACTER}on the road",
    ]
