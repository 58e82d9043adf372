import io

from rich.console import Console

from include.model.interval import window_of
from include.report import summarise, table
from tests.report.written import MORNING, PRODUCTION, SANDBOX


def shown(writer, **console):
    out = io.StringIO()
    Console(file=out, width=100, **console).print(table(summarise(writer.locker)))
    return out.getvalue()


def test_every_test_is_a_row_of_words_that_needs_no_colour(writer):
    writer.judge(
        (
            "console_users_have_mfa",
            PRODUCTION,
            [("ana", "deviating", "no"), ("bo", "conforming", None)],
            [],
        ),
        ("buckets_refuse", PRODUCTION, "denied", []),
        ("keys_rotate", SANDBOX, [("key", "unreadable", "no date")], []),
        ("nothing_is_here", SANDBOX, [], []),
    )

    rows = [line.split() for line in shown(writer).splitlines()]

    tails = {tuple(row[-4:]) for row in rows if row}
    assert ("2", "1", "0", "deviations") in tails
    assert ("unknown", "0", "0", "inconclusive") in tails
    assert ("1", "0", "1", "inconclusive") in tails
    assert ("0", "0", "no", "occurrences") in tails


def test_the_table_fits_100_columns(writer):
    title = "_".join(["credentials"] * 12)
    writer.judge((title, PRODUCTION, [("ana", "deviating", "no")], []))

    lines = shown(writer).splitlines()

    assert max(len(line) for line in lines) <= 100
    assert " ".join("".join(lines).split()).lower().count("credentials") == 12


def test_a_population_with_an_unseen_scope_is_a_lower_bound(writer):
    writer.judge(
        ("keys_rotate", PRODUCTION, [("key", "conforming", None)], []),
        ("keys_rotate", SANDBOX, "denied", []),
    )

    assert " 1+ " in shown(writer)


def test_brackets_are_shown_and_not_taken_for_colours(writer):
    writer.judge(("keys_[red]rotate[/red]", PRODUCTION, [], []))

    assert "Keys [red]rotate[/red]" in shown(writer, force_terminal=True, no_color=True)


def test_emulated_evidence_is_said_below_the_table(writer):
    writer.emulated = True
    writer.judge(("keys_rotate", PRODUCTION, [], []))

    assert "Emulated company: not evidence of anything real" in shown(writer)


def test_a_day_of_events_stands_beside_the_slot_of_states(writer):
    writer.judge(("keys_rotate", PRODUCTION, [], []))
    writer.judge(("merges_are_reviewed", PRODUCTION, [], []), slot=window_of(MORNING.start))

    assert "Harbour & Sons, day 2026-11-24, slot 2026-11-24 06:00 to 12:00 UTC" in shown(writer)
