"""The pictures: the same bytes from the same numbers, apart in grey, and said in words."""

import re
from datetime import UTC, date, datetime
from itertools import pairwise

from include.model.sample import Period
from include.packet.pictures import pictures
from include.packet.pictures.calendar import TONES
from include.packet.pictures.style import SEVERITIES

PERIOD = Period(first=date(2026, 10, 30), last=date(2026, 11, 2))


def at(month, day):
    return datetime(2026, month, day, 6, tzinfo=UTC)


def episode(item, first, closed, severity="high"):
    return {
        "test_id": "t",
        "scope_id": "s",
        "item_id": item,
        "severity": severity,
        "interval_kind": "slot",
        "first_observed_at": first,
        "closed_at": closed,
        "open_days": closed and (closed - first).total_seconds() / 86400,
    }


TABLES = {
    "calendar": [
        {"control_id": "AC-01", "day_date": date(2026, 10, 30), "outcome": "deviations"},
        {"control_id": "AC-01", "day_date": date(2026, 11, 2), "outcome": "no_deviations"},
    ],
    "deviations": [
        episode("ann", at(10, 30), at(11, 1)),
        episode("ann", at(10, 30), at(11, 1)),  # as another control that its test serves has it
        episode("bo", at(10, 31), None, "low"),
    ],
    "criteria": [
        {"criterion_id": "CC6.1", "control_ids": ["AC-01"]},
        {"criterion_id": "CC6.2", "control_ids": []},
    ],
    "conclusions": [{"control_id": "AC-01", "conclusion": "deviations_noted"}],
}


def test_the_same_numbers_give_the_same_bytes():
    assert pictures(TABLES, PERIOD) == pictures(TABLES, PERIOD)


def test_each_picture_says_in_words_what_it_shows():
    said = {each.name: each.alternative for each in pictures(TABLES, PERIOD)}

    assert "1 deviations, 0 inconclusive, 2 not tested, 1 no deviations" in said["calendar"]
    assert said["episodes"].startswith("2 episodes. At most 2 were open, first on 2026-10-31; 1 ")
    assert "1 of 2 criteria" in said["coverage"]
    assert "without one: CC6.2" in said["coverage"]
    assert said["time_to_remediate"].startswith(
        "1 deviations of settings were mended: 0 within 1 day, 1 "
    )


def test_nothing_at_all_is_drawn_too():
    nothing = {name: [] for name in TABLES}

    drawn = pictures(nothing, PERIOD)

    assert all(each.svg.startswith(b"<?xml") for each in drawn)


def test_where_nothing_was_mended_no_fraction_of_a_deviation_is_marked():
    shown = {each.name: each.svg for each in pictures({n: [] for n in TABLES}, PERIOD)}

    # Beside the outlines of a text stands what it says.
    marks = re.findall(rb"<!-- ([^a-z]+) -->", shown["time_to_remediate"])
    assert set(marks) == {b"0", b"1"}


def test_no_month_is_named_over_the_name_of_the_first_day():
    season = Period(first=date(2026, 8, 30), last=date(2026, 11, 27))
    shown = {each.name: each.svg for each in pictures(TABLES, season)}

    named = re.findall(rb"<!-- (2026-[0-9-]+) -->", shown["calendar"])
    assert named == [b"2026-08-30", b"2026-10-01", b"2026-11-01"]


def test_tones_are_apart_without_their_colour():
    for tones in (TONES.values(), SEVERITIES.values()):
        greys = sorted(grey(tone) for tone in tones)
        assert all(b - a > 0.05 for a, b in pairwise(greys)), greys


def grey(tone):
    red, green, blue = (int(tone[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
