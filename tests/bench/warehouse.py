"""`make bench`: how long a year of results takes to load, and what people wait for each view of it.

python -m tests.bench.warehouse [--days 365] [--explain]

The results are made while they are loaded (tests/bench/year.py): the locker's files have no part in it. The
server is the embedded one. Times are of the fastest of three, rows fetched, and so many times what counting
all assessments takes, which reads each of them once; slow is no failure here.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import psutil
from adbc_driver_postgresql import dbapi

from include.load import load
from include.warehouse.connection import connect
from include.warehouse.embedded import Server, ensure, stop
from tests.bench.year import SCOPES, Year

NOW = "superseded_at IS NULL"
REFERENCE = "SELECT count(*) FROM soc2.fct_assessment"
# What a person looks at: a month of the calendar and of news, one test's items, and whole what is small.
QUERIES = {
    "v_status_now": "SELECT * FROM soc2.v_status_now",
    "v_calendar": f"SELECT * FROM soc2.v_calendar WHERE {NOW} AND day_date > '{{last}}'::date - 30",
    "v_calendar, year by outcome": (
        f"SELECT day_date, outcome, count(*) FROM soc2.v_calendar WHERE {NOW} GROUP BY 1, 2"
    ),
    "v_episode": f"SELECT * FROM soc2.v_episode WHERE {NOW}",
    "v_open_episodes": "SELECT * FROM soc2.v_open_episodes",
    "v_time_to_remediate": f"SELECT * FROM soc2.v_time_to_remediate WHERE {NOW}",
    "v_item_state, one test": (
        f"SELECT * FROM soc2.v_item_state WHERE {NOW} AND test_id = 'theme_1_test_1' "
        f"AND scope_id = '{SCOPES[0].id}'"
    ),
    "v_criteria_coverage": "SELECT * FROM soc2.v_criteria_coverage",
    "v_evidence_coverage, a month": (
        "SELECT * FROM soc2.v_evidence_coverage WHERE day_date > '{last}'::date - 30"
    ),
    "v_activity, a month": (
        "SELECT * FROM soc2.v_activity WHERE recorded_at > '{last}'::date - 30"
    ),
    "v_data_through": "SELECT * FROM soc2.v_data_through",
    "v_waiver": "SELECT * FROM soc2.v_waiver",
    "v_result_review": "SELECT * FROM soc2.v_result_review",
    "v_period_conclusion": "SELECT * FROM soc2.v_period_conclusion",
}


def main() -> int:
    """Load, ask, print, and return 0."""
    given = _options()
    year = Year(given.days)
    with tempfile.TemporaryDirectory(prefix="soc2-bench-") as home:
        server = ensure(Path(home) / "postgres")
        try:
            uri = server.create_database("bench")
            begun, used = time.perf_counter(), _cpu_seconds(server)
            loaded = load(year, uri)
            seconds, cpu = time.perf_counter() - begun, _cpu_seconds(server) - used
            print(
                f"load: {seconds:.1f} s, {cpu:.1f} CPU s; {loaded.entries} entries, {dict(loaded.rows)}"
            )
            _ask(uri, explain=given.explain)
        finally:
            stop(Path(home) / "postgres")
    return 0


def _cpu_seconds(server: Server) -> float:
    """Return what this process and the server's ended sessions used, whatever else the machine does."""
    postmaster = psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))
    ended = postmaster.cpu_times()
    return time.process_time() + ended.children_user + ended.children_system


def _ask(uri: str, *, explain: bool) -> None:
    with connect(uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT max(day_date) FROM soc2.fct_test_day")
        last = cursor.fetchall()[0][0]
        counting, _ = _fastest(cursor, REFERENCE)
        print(f"counting all assessments {1000 * counting:15.0f} ms")
        for name, query in QUERIES.items():
            text = query.format(last=last)
            taken, rows = _fastest(cursor, text)
            times = f"{1000 * taken:7.0f} ms {taken / counting:8.2f} times"
            print(f"{name:32} {times} {rows:8} rows", flush=True)
            if explain:
                # A plan can't be had by COPY, which rows come by.
                cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": False})
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {text}")
                print("\n".join(f"    {line}" for (line,) in cursor.fetchall()))
                cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": True})


def _fastest(cursor: dbapi.Cursor, text: str) -> tuple[float, int]:
    """Return the seconds of the fastest of three, and how many rows came."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        cursor.execute(text)
        rows = cursor.fetch_arrow_table().num_rows
        times.append(time.perf_counter() - begun)
    return min(times), rows


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.warehouse",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--explain", action="store_true", help="show each query's plan, too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
