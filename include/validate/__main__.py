"""Judge control tests on the evidence in a locker, by hand. Reaches no live system.

python -m include.validate --locker DIR
python -m include.validate --locker DIR --test console_users_have_mfa --from 2026-11-01 --to 2026-11-30
"""

from include.control_tests import names
from include.control_tests.definitions import load_all
from include.control_tests.parameters import read_parameters
from include.locker import Locker
from include.locker.organizations import known_company
from include.model.command_line import add_company, parser, run_verb, utc_day
from include.model.interval import DAY, Interval
from include.model.provenance import command_line_run
from include.model.record import Gap, Manifest
from include.validate import validate


def main() -> int:
    """Validate, print each new assessment, and return 0 whatever the outcomes are."""
    arguments = parser("validate", __doc__)
    known = [each for members in names().values() for each in members]
    arguments.add_argument(
        "--test", action="append", choices=known, help="only this test (repeatable)"
    )
    arguments.add_argument(
        "--from", dest="start", type=utc_day, metavar="DATE", help="first day, in UTC"
    )
    arguments.add_argument(
        "--to", dest="end", type=utc_day, metavar="DATE", help="last day, in UTC"
    )
    add_company(arguments)
    given = arguments.parse_args()

    def due(_: Manifest | Gap, interval: Interval) -> bool:
        after_start = given.start is None or interval.start >= given.start
        return after_start and (given.end is None or interval.end <= given.end + DAY)

    definitions = load_all()
    locker = Locker.open(given.locker)
    company = known_company(given.company, lambda: locker)
    read_parameters(given.company / "parameters.yaml", definitions)
    judgements = validate(
        locker,
        [definitions[name] for name in given.test or definitions],
        company,
        run=command_line_run(),
        due=due,
    )
    for judgement in judgements:
        for each in judgement.assessments:
            counts = f"{each.deviating_items} of {each.population_items} deviating"
            unread = f", {each.unreadable_items} unreadable" if each.unreadable_items else ""
            print(
                f"{judgement.interval.id}  {each.scope.id:12}  {each.test:40} {each.outcome:14} "
                f"{each.reason or counts + unread}"
            )
    if not judgements:
        print("nothing new to judge: the same evidence, tests and parameters were judged before")
    return 0


if __name__ == "__main__":
    run_verb(main)
