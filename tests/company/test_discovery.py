"""Which accounts ``discover`` of scope.yaml finds, from what was observed of an organisation."""

from datetime import UTC, date, datetime, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from include.model.discovered import discovered, with_discovered
from include.model.discovery import Discovery, Member, OrganizationSeen
from include.model.errors import DefinitionError
from include.model.files import parse_yaml
from include.model.scope import ScopeFile

HUB, ONE, TWO = "123456789012", "210987654321", "330011223344"
BEGAN = date(2026, 1, 1)
RULE = {"role_name": "soc2-collector", "external_id": "soc2-demo", "environment": "production"}
REASON = {"reason": "Nothing of a customer's", "approved_by": "Noor, CISO"}


def rule(**more):
    return Discovery.model_validate(RULE | more)


def member(account=ONE, *, joined=None, **more):
    joined_at = datetime(2026, *joined, tzinfo=UTC) if joined else None
    return Member(account_id=account, joined_at=joined_at, **{"ou_path": "/", "tags": {}} | more)


def seen(day, *members):
    return OrganizationSeen(
        observed_by=HUB, observed_on=BEGAN + timedelta(days=day), members=members
    )


def stays(discovery, *observations):
    return {e.id: (e.starts_on, e.ends_on) for e in discovered(discovery, BEGAN, observations)}


def test_an_account_is_read_by_the_role_and_named_as_the_organisation_names_it():
    found = member(name="payments", tags={"env": "staging"})

    (account,) = discovered(rule(environment_tag="env"), BEGAN, [seen(3, found)])

    assert account.role_arn == f"arn:aws:iam::{ONE}:role/soc2-collector"
    assert (account.name, account.environment) == ("payments", "staging")
    assert (account.external_id, account.regions) == ("soc2-demo", ("us-east-1",))


def test_an_account_is_due_since_it_joined_and_never_before_evidence_is():
    observations = [seen(40, member(ONE, joined=(2, 1)), member(TWO))]

    assert stays(rule(), *observations) == {ONE: (date(2026, 2, 1), None), TWO: (BEGAN, None)}
    later = rule(starts_on=date(2026, 2, 5))
    assert {start for start, _ in stays(later, *observations).values()} == {date(2026, 2, 5)}


def test_an_account_that_vanishes_stays_until_the_day_it_was_last_seen():
    observations = [seen(1, member(ONE), member(TWO)), seen(5, member(ONE), member(TWO))]

    found = stays(rule(), *observations, seen(6, member(TWO)), seen(9, member(TWO)))

    assert found == {ONE: (BEGAN, BEGAN + timedelta(5)), TWO: (BEGAN, None)}


@pytest.mark.parametrize("change", [{"status": "SUSPENDED"}, {"status": "CLOSED"}, {"tags": {}}])
def test_an_account_that_is_closed_or_left_the_rule_ended_when_it_was_last_inside(change):
    inside = {"status": "ACTIVE", "tags": {"env": "prod"}}
    discovery = rule(include={"tags": {"env": "prod"}})

    found = stays(discovery, seen(1, member(**inside)), seen(2, member(**inside | change)))

    assert found == {ONE: (BEGAN, BEGAN + timedelta(1))}


def test_an_account_that_comes_under_the_rule_later_is_due_from_then_on():
    discovery = rule(include={"ous": ["/Workloads"]})

    found = stays(discovery, seen(1, member()), seen(7, member(ou_path="/Workloads/Prod")))

    assert found == {ONE: (BEGAN + timedelta(7), None)}


def test_what_could_not_be_read_is_as_it_was_and_never_takes_an_account_out():
    discovery = rule(
        include={"ous": ["/Workloads"]}, out_of_scope=[{"tags": {"env": "x"}} | REASON]
    )
    out, unread = member(ou_path="/Training"), member(ou_path=None, tags=None)

    assert stays(discovery, seen(1, out), seen(2, unread)) == {}
    assert stays(discovery, seen(1, unread)) == {ONE: (BEGAN, None)}


def test_a_unit_is_not_below_another_whose_name_it_begins_with():
    discovery = rule(include={"ous": ["/Work"]})

    assert stays(discovery, seen(1, member(ou_path="/Workloads"))) == {}


SCOPE = {
    "company": "Example",
    "starts_on": BEGAN,
    "aws_accounts": [{"id": HUB, "name": "hub", "environment": "production"}],
    "discover": RULE,
}


def test_what_is_listed_overrides_what_is_discovered_and_each_exclusion_has_its_reason():
    listed = {"id": ONE, "name": "mine", "environment": "staging", "regions": ["eu-west-1"]}
    scope = ScopeFile.model_validate(
        SCOPE
        | {
            "aws_accounts": [*SCOPE["aws_accounts"], listed],
            "discover": RULE | {"out_of_scope": [{"ous": ["/Training"]} | REASON]},
        }
    )
    observed = seen(1, member(HUB), member(ONE), member(TWO, ou_path="/Training"))

    found = with_discovered(scope, [observed])

    assert [each.id for each in found.scopes()] == ["company", HUB, ONE]
    assert found.account(ONE).regions == ("eu-west-1",)
    (out,) = found.out_of_scope
    assert (out.id, out.reason, out.approved_by) == (TWO, *REASON.values())


def test_nothing_is_discovered_before_an_organisation_was_observed():
    scope = ScopeFile.model_validate(SCOPE)

    assert with_discovered(scope, []).discovered is None
    assert with_discovered(scope, [seen(1, member(HUB))]).discovered == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"aws_accounts": []}, "add that account to aws_accounts"),
        ({"discover": RULE | {"include": {"ous": ["Workloads"]}}}, "from the root on"),
        ({"discover": RULE | {"include": {"ous": ["/Workloads/"]}}}, "'/Workloads/' is no path"),
        ({"discover": RULE | {"out_of_scope": [REASON]}}, "by `ous`, `tags` or both"),
        ({"discover": RULE | {"out_of_scope": [{"ous": ["/A"]}]}}, "out_of_scope.0.reason: Field"),
        ({"discover": RULE | {"include": {"tags": {"env": []}}}}, "include.tags.env"),
        ({"discover": RULE | {"role_name": "a role"}}, "discover.role_name"),
        ({"discover": RULE | {"include_ous": ["/A"]}}, "discover.include_ous: Extra"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(change, said, tmp_path):
    text = yaml.safe_dump(SCOPE | change).encode()

    with pytest.raises(DefinitionError) as refused:
        parse_yaml(text, tmp_path / "scope.yaml", ScopeFile)

    assert said in str(refused.value)


UNITS = ("/", "/A", "/A/B", "/AB", "/C")
TAGS = st.dictionaries(st.sampled_from(("env", "team")), st.sampled_from(("x", "y")))
PICKED = st.fixed_dictionaries(
    {
        "ous": st.lists(st.sampled_from(UNITS), max_size=2),
        "tags": st.dictionaries(
            st.sampled_from(("env", "team")), st.sampled_from(("x", ("x", "y")))
        ),
    }
)
MEMBERS = st.dictionaries(
    st.sampled_from((ONE, TWO)),
    st.fixed_dictionaries(
        {
            "ou_path": st.sampled_from((*UNITS, None)),
            "tags": TAGS | st.none(),
            "status": st.sampled_from(("ACTIVE", "SUSPENDED", None)),
        }
    ),
)


def picks(picked, facts):
    """Tell it once more and otherwise: by the parts of a path, one account at a time."""
    sure = True
    if picked["ous"]:
        if facts["ou_path"] is None:
            sure = None
        else:
            parts = [part for part in facts["ou_path"].split("/") if part]
            above = {"/", *("/" + "/".join(parts[: n + 1]) for n in range(len(parts)))}
            if not above & set(picked["ous"]):
                return False
    for key, values in picked["tags"].items():
        if facts["tags"] is None:
            sure = None
        elif facts["tags"].get(key) not in tuple(values):
            return False
    return sure


@given(
    include=PICKED,
    out=st.lists(PICKED.filter(lambda each: each["ous"] or each["tags"]), max_size=2),
    days=st.lists(MEMBERS, max_size=5),
)
def test_the_rule_decides_by_what_is_known_and_a_later_day_leaves_the_days_before_alone(
    include, out, days
):
    discovery = rule(include=include, out_of_scope=[each | REASON for each in out])
    observations = [
        seen(day, *(member(account, **facts) for account, facts in members.items()))
        for day, members in enumerate(days)
    ]
    inside, known = {}, {}
    for day, members in enumerate(days):
        for account, told in members.items():
            unread = {key for key in ("ou_path", "tags") if told[key] is None}
            facts = told | {key: known.get(account, told)[key] for key in unread}
            known[account] = facts
            is_out = any(picks(each, facts) for each in out) or picks(include, facts) is False
            if facts["status"] != "SUSPENDED" and not is_out:
                inside.setdefault(account, []).append(day)

    found = stays(discovery, *observations)

    assert set(found) == set(inside)
    for account, (starts_on, ends_on) in found.items():
        last = BEGAN + timedelta(inside[account][-1])
        assert starts_on <= BEGAN + timedelta(inside[account][0])
        assert ends_on == (None if inside[account][-1] == len(days) - 1 else last)
    for day in range(len(days)):
        then = stays(discovery, *observations[: day + 1])
        today = BEGAN + timedelta(day)
        due_now = {a for a, (start, end) in found.items() if start <= today <= (end or today)}
        assert {account for account, (_, end) in then.items() if end is None} <= due_now
        assert all(found[account][0] == start for account, (start, _) in then.items())
