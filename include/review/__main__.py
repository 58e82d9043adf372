"""Review who has access: freeze the accounts of a day, take decisions, conclude, follow up.

  python -m include.review --locker DIR --start --as-of 2026-12-31
  python -m include.review --locker DIR --review 2026-Q4 --packets FOLDER
  python -m include.review --locker DIR --review 2026-Q4 --answer FILE.csv --by e-1000
  python -m include.review --locker DIR --review 2026-Q4
  python -m include.review --locker DIR --review 2026-Q4 --conclude
  python -m include.review --locker DIR --review 2026-Q4 --follow-up

Without an action it says how the review stands. Decisions of registers/access_review_decisions count as they
were observed last: extract reads them.
"""

import argparse
from pathlib import Path

from include.locker import Locker
from include.locker.organizations import known_company
from include.model.access_review import AccessReviewFile
from include.model.command_line import add_company, parser, run_verb, utc_day
from include.model.files import read_yaml
from include.model.provenance import command_line_run
from include.model.review import ConcludedReview, ReviewAnswer, ReviewFollowUp, StartedReview
from include.review import answer, conclude, follow_up, standing, start
from include.review.concluding import register_row
from include.review.following import open_accounts
from include.review.found import started
from include.review.owning import named

_ENOUGH = 30


def main() -> int:
    """Do what is asked; return 1 where something is still open."""
    arguments = _parser()
    given = arguments.parse_args()
    if not Locker(given.locker).storage.is_there():
        arguments.error(f"{given.locker}: not a locker, it has no log/; extract makes one")
    locker, run = Locker.open(given.locker), command_line_run()
    if given.start:
        if given.as_of is None:
            arguments.error("of which day? give --as-of")
        settings = read_yaml(given.company / "access_review.yaml", AccessReviewFile)
        scope, day = known_company(given.company, lambda: locker).scope, given.as_of.date()
        entry = start(locker, scope, settings, as_of=day, run=run, review=given.review)
        return _say_started(entry.record)
    if not given.review:
        arguments.error("which review? give --review")
    if given.packets:
        return _write_packets(locker, given.review, given.packets)
    if given.answer:
        if not given.by:
            arguments.error("whose decisions are they? give --by")
        content = _read(given.answer, arguments)
        return _say_answered(
            answer(locker, given.review, content, decided_by=given.by, run=run).record
        )
    if given.conclude:
        entry = conclude(locker, given.review, run=run)
        return _say_concluded(locker, given.review, entry.record)
    if given.follow_up:
        scope = known_company(given.company, lambda: locker).scope
        return _say_followed(locker, follow_up(locker, scope, given.review, run=run).record)
    return _say_standing(locker, given.review)


def _parser() -> argparse.ArgumentParser:
    arguments = parser("review", __doc__)
    arguments.add_argument("--review", metavar="NAME", help="such as 2026-Q4, the day's quarter")
    arguments.add_argument("--as-of", type=utc_day, metavar="DAY", help="the day to start with")
    arguments.add_argument("--by", metavar="PERSON", help="who decided, by id in the roster")
    action = arguments.add_mutually_exclusive_group()
    action.add_argument("--start", action="store_true", help="freeze the accounts, make packets")
    action.add_argument("--packets", type=Path, metavar="DIR", help="write the packets there")
    action.add_argument("--answer", type=Path, metavar="CSV", help="take a filled-in table")
    action.add_argument("--conclude", action="store_true", help="record what was decided")
    action.add_argument("--follow-up", action="store_true", help="look what became of it")
    add_company(arguments)
    return arguments


def _read(table: Path, arguments: argparse.ArgumentParser) -> bytes:
    try:
        return table.read_bytes()
    except OSError as error:
        arguments.error(f"{table}: {error.strerror}; give the table that was filled in")


def _say_started(record: object) -> int:
    if isinstance(record, StartedReview):
        print(f"review {record.review}: accounts as of the end of {record.as_of} (UTC)")
        print(f"accounts_sha256 {record.accounts_sha256}")
        for each in record.packets:
            print(f"{each.name} decides about {each.accounts} accounts: {each.html.path}")
        for text in record.unknown:
            print(f"not known: {text}")
        print(f"due by the end of {record.due_on} (UTC)")
    return 0


def _write_packets(locker: Locker, review: str, folder: Path) -> int:
    _, record = started(locker, review)
    folder.mkdir(parents=True, exist_ok=True)
    for each in record.packets:
        for ref in (each.html, each.csv):
            place = folder / Path(ref.path).name
            place.write_bytes(locker.read(ref))
            print(place)
    return 0


def _say_answered(record: object) -> int:
    if not isinstance(record, ReviewAnswer):
        return 1
    for problem in record.problems:
        print(problem)
    print("none of it counts; mend it and hand it in again" if record.problems else "taken")
    return 1 if record.problems else 0


def _say_standing(locker: Locker, review: str) -> int:
    found = standing(locker, review)
    for reviewer, count in sorted(found.open.items()):
        print(f"{reviewer}: {count} open")
    for text in found.remarks:
        print(text)
    print(f"{found.open.total()} of {len(found.accounts)} accounts are open")
    return 1 if found.open else 0


def _say_concluded(locker: Locker, review: str, record: object) -> int:
    if not isinstance(record, ConcludedReview):
        return 1
    wrong = [each for each in standing(locker, review).accounts if each.problem]
    for each in wrong[:_ENOUGH]:
        print(f"{named(each.account)}: {each.problem}")
    for text in record.remarks:
        print(text)
    decided = ", ".join(f"{count} {name}" for name, count in sorted(record.decided.items()))
    print(f"{record.accounts} accounts: {decided}; {record.problems} cannot stand")
    print(
        f"all decisions, as registers have them: {locker.storage.place(record.for_register.path)}"
    )
    print(f"row for registers/access_reviews: {register_row(started(locker, review)[1])}")
    return 1 if record.problems else 0


def _say_followed(locker: Locker, record: object) -> int:
    if not isinstance(record, ReviewFollowUp):
        return 1
    for line in open_accounts(locker, record):
        print(line)
    print(f"{record.done} done, {record.open} open")
    return 1 if record.open else 0


if __name__ == "__main__":
    run_verb(main)
