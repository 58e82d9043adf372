"""That somebody was erased is an entry of the log like any other: it is loaded as one, and adds no fact."""

from include.load import load
from include.model.erasure import Erasure
from tests.load.written import FIRST, RUN


def test_an_erasure_is_loaded_as_an_entry_that_holds_no_fact(written, database, ask):
    written.judge({"ann": "conforming"}, FIRST)
    with written.locker.draft() as draft:
        entry = draft.commit(
            Erasure(
                person="e-1001",
                keys="00",
                reason="asked for by the person",
                recorded_at=FIRST.end,
                run=RUN,
            )
        )

    load(written.locker, database)

    assert ask(database, "SELECT count(*) FROM soc2.fct_assessment") == [(1,)]
    assert ask(database, "SELECT max(entry_number) FROM soc2.load_log") == [(entry.number,)]
