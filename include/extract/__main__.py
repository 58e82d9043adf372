"""Observe one source in one scope, by hand.

Uses the standard AWS credential chain and AWS_ENDPOINT_URL, or GITHUB_TOKEN and GITHUB_API_URL. State fills
the present slot; events are asked for a UTC day that is over.

  python -m include.extract aws.iam --scope 123456789012 --locker DIR
  python -m include.extract registers.access --scope company --locker DIR
  python -m include.extract github.changes --scope acme --day 2026-11-20 --locker DIR
"""

import sys

from include import sources
from include.extract import extract
from include.extract.denials import denials
from include.locker import Locker
from include.locker.organizations import known_company
from include.model.command_line import add_company, parser, run_verb, utc_day
from include.model.interval import window_of
from include.model.provenance import command_line_run


def main() -> int:
    """Extract, say per dataset what came, and return 1 when something did not."""
    arguments = parser("extract", __doc__)
    arguments.add_argument("source", choices=sources.names(), help="which source to ask")
    arguments.add_argument(
        "--scope", required=True, metavar="ID", help="an id of scope.yaml, or `company`"
    )
    arguments.add_argument(
        "--day", type=utc_day, metavar="DATE", help="of events: the day to ask for, in UTC"
    )
    add_company(arguments)
    given = arguments.parse_args()
    locker = Locker.open(given.locker)
    company = known_company(given.company, lambda: locker)
    scope = company.scope.scope(given.scope)
    extracted = extract(
        given.source,
        scope,
        sources.provider(given.source).by_hand(scope, company.scope, given.company),
        locker=locker,
        run=command_line_run(),
        interval=window_of(given.day) if given.day else None,
    )
    for each in extracted.manifests:
        came = each.message or f"{each.received_items} items by {sum(each.calls.values())} calls"
        print(f"{each.dataset:40} {each.interval.id}  {each.status:9}  {came}")
    for line in denials(extracted.manifests):
        print(line, file=sys.stderr)
    return 1 if extracted.failed else 0


if __name__ == "__main__":
    run_verb(main)
