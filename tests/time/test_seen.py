"""No deviation that was ever seen disappears: not from a file, a table or a view, whatever is done after."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from include.load import load
from include.model.errors import Cause
from include.model.record import CollectionStatus
from include.warehouse.connection import connect
from tests.time.examples import tried_on
from tests.time.world import ACCOUNT, APPROVALS, SHORT, THINGS, World, definitions

HOUR = 3600
THING = st.sampled_from("abc")
RUN = st.sampled_from(["first run", "second run", "third run"])
STATE = st.sampled_from([THINGS, APPROVALS])
happenings = st.one_of(
    st.tuples(st.just("paint"), THING, st.sampled_from(["red", "green"])),
    st.tuples(st.just("remove"), THING),
    st.tuples(st.just("approve"), THING, st.booleans()),
    st.tuples(st.just("observe"), RUN, st.permutations([THINGS, APPROVALS]), st.integers(1, 2)),
    st.tuples(st.just("have_trouble"), STATE, st.sampled_from([None, Cause.DENIED, SHORT])),
    st.tuples(st.just("judge_all")),
    st.tuples(st.just("wait"), st.sampled_from([60, 7 * HOUR, 20 * HOUR])),
)
FIX_AND_OBSERVE_AGAIN = [
    ("observe", "first run", [THINGS, APPROVALS], 2),
    ("judge_all",),
    ("paint", "b", "green"),
    ("observe", "second run", [THINGS, APPROVALS], 2),
]
FIX_BEFORE_ALL_WAS_SEEN = [
    ("have_trouble", APPROVALS, Cause.DENIED),
    ("observe", "first run", [THINGS, APPROVALS], 2),
    ("remove", "c"),
    ("have_trouble", APPROVALS, None),
    ("observe", "second run", [THINGS, APPROVALS], 2),
]
CLEAR_A_RUN_THAT_FELL_SHORT = [
    ("have_trouble", THINGS, SHORT),
    ("observe", "first run", [THINGS], 1),
    ("judge_all",),
    ("have_trouble", THINGS, None),
    ("observe", "first run", [THINGS], 1),
]


class Watched(World):
    """A world in which every judgement is held against all that were made before, and against what was."""

    def __post_init__(self):
        super().__post_init__()
        self.tests = definitions()
        self.seen = defaultdict(set)

    def live(self, lived):
        for what, *how in lived:
            getattr(self, what)(*how)
        self.judge_all()

    def paint(self, thing, colour):
        self.things[thing] = colour

    def remove(self, thing):
        self.things.pop(thing, None)

    def approve(self, thing, is_approved):
        (self.approved.add if is_approved else self.approved.discard)(thing)

    def have_trouble(self, source, how):
        self.trouble[source] = how

    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    def observe(self, run_id, order, how_many):
        for source in order[:how_many]:
            self.wait(1)
            super().observe(source, run_id)

    def judge_all(self):
        self.wait(1)
        self.find_gaps()
        self.judge(self.tests)
        found = self.latest()
        for case, items in self.seen.items():
            assert items <= found[case], case
        self.seen = found
        for case, items in self.must_be_seen().items():
            assert items <= found[case], case

    def latest(self):
        """Return the deviating items by test, scope and slot, as the last judgement of each says."""
        found = defaultdict(set)
        for judgement in self.judgements:
            rows = self.locker.table(judgement.verdicts).to_pylist()
            for each in judgement.assessments:
                found[each.test, each.scope.id, judgement.interval] = {
                    row["item_id"]
                    for row in rows
                    if (row["test"], row["scope_id"]) == (each.test, each.scope.id)
                    and row["verdict"] == "deviating"
                }
        return found

    def must_be_seen(self):
        """Return what deviated in any observation of a slot, looked up in the evidence itself."""
        seen = defaultdict(lambda: defaultdict(list))
        for each in self.manifests:
            if each.status is CollectionStatus.COLLECTED:
                seen[each.interval][each.source].append(self.locker.table(each.parquet).to_pylist())
        found = {}
        for slot, of in seen.items():
            rows = [row for each in of[THINGS] for row in each]
            red = {row["thing"] for row in rows if row["colour"] == "red"}
            found["things_are_green", ACCOUNT, slot] = red
            if of[APPROVALS]:
                approved = {row["thing"] for each in of[APPROVALS] for row in each}
                never = {row["thing"] for row in rows} - approved
                found["things_are_approved", ACCOUNT, slot] = never
        return found


def watched(folders, kind=Watched):
    return kind(folders(), datetime(2026, 11, 24, 23, 58, tzinfo=UTC), starts_on=date(2026, 11, 24))


@tried_on(15)
@given(st.lists(happenings, min_size=3, max_size=14))
@example(FIX_AND_OBSERVE_AGAIN)
@example(FIX_BEFORE_ALL_WAS_SEEN)
@example(CLEAR_A_RUN_THAT_FELL_SHORT)
def test_no_deviation_disappears_from_the_lockers_last_word(folders, lived):
    watched(folders).live(lived)


def ask(uri, query):
    with connect(uri) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


class Loaded(Watched):
    """The same, with a warehouse that is loaded after every judgement."""

    def judge_all(self):
        super().judge_all()
        load(self.locker, self.uri, clock=self.clock)
        facts = {
            table: set(ask(self.uri, f"SELECT each::text FROM soc2.{table} AS each"))
            for table in ("fct_collection", "fct_assessment", "fct_deviation")
        }
        for table, rows in getattr(self, "facts", {}).items():
            assert rows <= facts[table]
        self.facts = facts
        self.check_status()
        self.check_changes()

    def check_status(self):
        status = ask(
            self.uri, "SELECT test_id, scope_id, starts_at, deviating_items FROM soc2.v_status_now"
        )
        slots = {(test, scope): start for test, scope, start, _ in status}
        latest = {
            (test, scope, slot.start): len(items)
            for (test, scope, slot), items in self.latest().items()
            if slots[test, scope] <= slot.start
        }
        assert {(test, scope, start): n for test, scope, start, n in status} == latest

    def check_changes(self):
        """What is known of each slot by its last change is what the slot's last judgement says."""
        changes = ask(
            self.uri,
            "SELECT test_id, scope_id, starts_at, item_id, verdict FROM soc2.fct_deviation "
            "ORDER BY starts_at, entry_number",
        )
        for (test, scope, slot), items in self.latest().items():
            known = {c[3]: c[4] for c in changes if c[:2] == (test, scope) and c[2] <= slot.start}
            assert items <= {item for item, verdict in known.items() if verdict == "deviating"}


@tried_on(2)
@given(st.lists(happenings, min_size=4, max_size=10))
@example([*FIX_AND_OBSERVE_AGAIN, ("wait", 7 * HOUR), *FIX_AND_OBSERVE_AGAIN])
@example(CLEAR_A_RUN_THAT_FELL_SHORT)
def test_no_deviation_disappears_from_the_warehouse(folders, postgres, lived):
    world = watched(folders, Loaded)
    world.uri = postgres.create_database(f"seen_{world.folder.name}")

    world.live(lived)
