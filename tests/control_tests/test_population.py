"""A population is what the SQL says of the tables it is given, and of nothing else in the world."""

from datetime import UTC, datetime, timedelta, timezone

import pyarrow as pa
import pytest

from include.control_tests.definitions import load
from include.control_tests.population import Populations, item_ids, population
from include.control_tests.query import connect
from include.model.errors import DefinitionError

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
OUTSIDE = {
    "a file": "select * from read_csv('/etc/passwd')",
    "a file's text": "select * from read_text('/etc/passwd')",
    "a file in the place of a table": "select * from '/etc/passwd.parquet'",
    "a folder": "select * from glob('/etc/*')",
    "another database": "attach '/tmp/other.db'",
    "a written file": "copy (select 1) to '/tmp/copied'",
    "an extension": "load httpfs",
    "an address": "select * from read_parquet('https://localhost/x.parquet')",
    "a variable of Python": "select * from users_of_python",
    "a wider door": "set enable_external_access = true",
}


@pytest.fixture
def populate(write):
    """Compute the population of the right test, or of one that is changed, over some users."""

    def _populate(*users, changes=(), as_of=NOW, **parameters):
        return population(
            load(write(*changes)),
            {"aws_iam_users": _users(users)},
            as_of=as_of,
            scope_id="123456789012",
            parameters={"most_days": 90, "names": ["ana", "bo"], **parameters},
        )

    return _populate


def _users(users):
    columns = pa.schema(
        [
            ("user", pa.string()),
            ("arn", pa.string()),
            ("mfa_active", pa.bool_()),
            ("user_creation_time", pa.timestamp("us", tz="UTC")),
        ]
    )
    return pa.Table.from_pylist(list(users), schema=columns)


def _user(user, **more):
    return {
        "user": user,
        "arn": f"arn:{user}",
        "mfa_active": True,
        "user_creation_time": NOW,
        **more,
    }


@pytest.mark.parametrize("sql", OUTSIDE.values(), ids=OUTSIDE)
def test_nothing_outside_can_be_reached(sql):
    users_of_python = pa.table({"name": ["ana"]})

    with pytest.raises(Exception, match=r"disabled|locked|does not exist") as refused:
        connect().sql(sql)

    assert type(refused.value).__module__ in {"duckdb", "_duckdb"}
    assert users_of_python.num_rows == 1


def test_a_dataset_that_is_not_given_is_named(write):
    definition = load(write(("from aws_iam_users", "from aws_iam_users, aws_iam_mfa_devices")))

    with pytest.raises(DefinitionError, match="needs aws_iam_mfa_devices, which is not given"):
        population(
            definition,
            {"aws_iam_users": _users([])},
            as_of=NOW,
            scope_id="",
            parameters={"most_days": 90, "names": []},
        )


def test_rows_are_sorted_by_item(populate):
    rows = populate(_user("bo"), _user("ana"), _user("cy"))

    assert rows.column("user").to_pylist() == ["ana", "bo"]


def test_no_user_is_an_empty_population_with_its_columns(populate):
    rows = populate()

    assert rows.num_rows == 0
    assert rows.schema.field("age_days").type == pa.float64()


def test_ages_count_to_the_microsecond_in_any_time_zone(populate):
    made = NOW - timedelta(days=90)
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))

    rows = populate(
        _user("ana", user_creation_time=made),
        _user("bo", user_creation_time=made - timedelta(microseconds=1)),
        as_of=tokyo,
    )

    at_the_limit, over_it = rows.column("age_days").to_pylist()
    assert at_the_limit == 90
    assert over_it > 90


def test_an_age_does_not_jump_with_daylight_saving_or_a_leap_day(populate):
    rows = populate(
        _user("ana", user_creation_time=datetime(2028, 2, 28, 12, tzinfo=UTC)),
        as_of=datetime(2028, 5, 28, 12, tzinfo=UTC),
    )

    assert rows.column("age_days").to_pylist() == [90]


def test_an_item_that_stands_twice_is_named(populate):
    with pytest.raises(DefinitionError, match=r"arn:ana stands 2 times in the population"):
        populate(_user("ana"), _user("bo"), _user("ana"))


def test_an_item_without_a_name_is_refused(populate):
    with pytest.raises(DefinitionError, match="arn is null in a row of the population"):
        populate(_user("ana", arn=None))


def test_an_item_of_two_columns_is_joined(write, populate):
    changes = (
        ("item: [arn]", "item: [arn, number]"),
        ("    mfa_active,", "    mfa_active, 2 as number,"),
    )

    rows = populate(_user("ana"), changes=changes)

    assert item_ids(load(write(*changes)), rows) == ["arn:ana/2"]


def test_sql_that_does_not_fit_the_evidence_names_its_line(populate, line_of, room):
    with pytest.raises(DefinitionError) as refused:
        populate(_user("ana"), changes=[("    mfa_active,", "    is_root as mfa_active,")])

    path = room / "access" / "users_hold_devices.yaml"
    assert str(refused.value).startswith(
        f"{path}:{line_of(path, 'is_root as')}: population: Binder"
    )


def test_a_value_that_cannot_be_computed_is_an_error_and_no_row(populate):
    with pytest.raises(DefinitionError, match=r"population: Conversion Error"):
        populate(_user("ana"), changes=[("    mfa_active,", '    "user"::int as mfa_active,')])


def test_one_connection_serves_many_slots(write):
    definition = load(write())

    with Populations() as populations:
        found = [
            populations.of(
                definition,
                {"aws_iam_users": _users([_user("ana", mfa_active=slot % 2 == 0)])},
                as_of=NOW,
                scope_id="",
                parameters={"most_days": 90, "names": ["ana"]},
            )
            for slot in range(20)
        ]

    assert [rows.column("mfa_active").to_pylist() for rows in found] == [[True], [False]] * 10
