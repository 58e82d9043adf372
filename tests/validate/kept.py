"""A locker that evidence of a day of events is put into by hand, and the judge of one test."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from include.control_tests.definitions import load
from include.locker import Locker
from include.locker.encoding import encode_parquet, evidence_path, row_hash
from include.model.company import Company, read_company
from include.model.dataset import Nature
from include.model.interval import slot_of, window_of
from include.model.record import CollectionStatus, Manifest
from include.model.reference import Run, RunType
from include.model.scope import COMPANY_SCOPE_ID, GithubOrganization, Scope, ScopeKind
from include.validate import validate
from tests.demo.emulation import COMPANY

RUN = Run(run_id="test", run_type=RunType.MANUAL, triggered_by="test", code_version="test")
DAY_1 = window_of(datetime(2026, 11, 20, tzinfo=UTC))
DAY_2 = window_of(DAY_1.end)
ORG = Scope(kind=ScopeKind.GITHUB_ORG, id="acme", name="Acme", starts_on=date(2026, 1, 1))
REGISTER = Scope(kind=ScopeKind.COMPANY, id=COMPANY_SCOPE_ID, name="-", starts_on=date(2026, 1, 1))
TEST = """\
ref: ABC-01
title: Every merge meets what was required when it was made
criteria: {primary: CC8.1}
severity: low
rationale: It matters a great deal.
remediation: Approve before merging.
per: github_org
nature: events
population: |
  select m.number, m.approvals, b.required, n.required as required_next
  from test_merges m
  asof left join test_branches b on b.name = m.branch and b.observed_at <= m.merged_at
  asof left join test_branches n on n.name = m.branch and n.observed_at >= m.merged_at
  where m.number not in (select number from register_known)
    and m.merged_at >= $window_start and m.merged_at < $window_end
item: [number]
label: number
required: [approvals, required, required_next]
expectations:
  - type: expect_column_pair_values_a_to_be_greater_than_b
    kwargs: {column_A: approvals, column_B: required, or_equal: true}
    reason: "{number} has {approvals} of {required}"
examples:
""" + "".join(
    f"  - name: an example that only has to load {n}\n    at: 2026-11-21T06:00:00Z\n"
    "    given: {}\n    outcome: no_occurrences\n"
    for n in range(3)
)


def everything(_record, _interval):
    return True


def at(hour, day=DAY_1):
    return day.start + timedelta(hours=hour)


class Kept:
    """A locker that evidence is put into by hand, and the judge of one test."""

    def __init__(self, folder):
        self.locker = Locker.open(folder / "locker")
        (folder / "change").mkdir()
        self.path = folder / "change" / "merges_meet_what_was_required.yaml"
        self.path.write_text(TEST)

    def merges(self, *rows, day=DAY_1, seen=None, failed=None, unreadable=None):
        columns = ("number", "branch", "merged_at", "approvals")
        rows = [dict(zip(columns, (n, "main", at(h, day), a), strict=True)) for n, h, a in rows]
        seen = seen or day.end + timedelta(hours=6)
        self._keep("test_merges", ORG, day, seen, rows, failed=failed, unreadable=unreadable)

    def branches(self, seen, required):
        self._keep(
            "test_branches", ORG, slot_of(seen), seen, [{"name": "main", "required": required}]
        )

    def known(self, seen, *numbers):
        rows = [{"number": each} for each in numbers]
        self._keep("register_known", REGISTER, slot_of(seen), seen, rows)

    def judge(
        self, looks_back=None, due_after=None, silent=None, looks_back_on=None, due=everything
    ):
        for name, days in (
            ("looks_back_days", looks_back),
            ("due_after_days", due_after),
            ("silent_days", silent),
        ):
            if days:
                on = f"\nlooks_back_on: [{looks_back_on}]" if looks_back_on else ""
                text = TEST.replace("nature: events", f"nature: events\n{name}: {days}{on}")
                self.path.write_text(text)
        company = read_company(COMPANY)
        scope = company.scope.model_copy(
            update={
                "aws_accounts": (),
                "starts_on": date(2026, 1, 1),
                "github_organizations": (GithubOrganization(login="acme", name="Acme"),),
            }
        )
        company = Company(
            scope=scope,
            control_matrix=company.control_matrix,
            criteria=company.criteria,
            parameters=company.parameters,
        )
        return validate(self.locker, [load(self.path)], company, run=RUN, due=due)

    def verdicts(self, day=DAY_1, **how):
        made = [each for each in self.judge(**how) if each.interval == day]
        rows = self.locker.table(made[-1].verdicts).to_pylist()
        return {row["item_id"]: row["verdict"] for row in rows}

    def _keep(self, dataset, scope, interval, seen, rows, *, failed=None, unreadable=None):
        types = {
            "number": pa.int64(),
            "approvals": pa.int64(),
            "required": pa.int64(),
            "merged_at": pa.timestamp("us", tz="UTC"),
        }
        names = {
            "test_merges": ("number", "branch", "merged_at", "approvals"),
            "test_branches": ("name", "required"),
            "register_known": ("number",),
        }[dataset]
        schema = pa.schema(
            [(n, types.get(n, pa.string())) for n in names], metadata={"key": names[0]}
        )
        table = pa.Table.from_pylist(rows, schema=schema)
        is_state = dataset != "test_merges"
        with self.locker.draft() as draft:
            path = evidence_path(dataset, scope.id, interval, f"{seen:%d%H%M%S}")
            draft.commit(
                Manifest(
                    source="test.things",
                    dataset=dataset,
                    scope=scope,
                    interval=interval,
                    nature=Nature.STATE if is_state else Nature.EVENTS,
                    observation=f"{seen:%d%H%M%S}",
                    status=CollectionStatus.FAILED if failed else CollectionStatus.COLLECTED,
                    message=failed,
                    unreadable=unreadable,
                    caller=None,
                    endpoint_host=None,
                    emulated=True,
                    calls={},
                    expected_items=len(rows),
                    received_items=len(rows),
                    observed_at=seen,
                    finished_at=seen,
                    raw=None,
                    parquet=None if failed else draft.add(path, encode_parquet(table)),
                    row_hash=row_hash(table),
                    schema_fingerprint=None,
                    run=RUN,
                )
            )
