"""What a released version wrote becomes what this version writes; what it executed never changes."""

import gzip
import re
import tarfile

import pytest

from include.load import load
from include.locker import Locker
from include.warehouse.connection import connect
from include.warehouse.digest import digest as sealed_digest
from include.warehouse.embedded.programs import run
from include.warehouse.migrations import first_files
from include.warehouse.schema import digest, last_loaded, migrate
from tests.warehouse.release import HASHES, LOCKER, RELEASED, ROOT, WAREHOUSE, hashes

VERSIONS = sorted(each.name for each in RELEASED.iterdir())
VIEWS = "SELECT viewname FROM pg_views WHERE schemaname = 'soc2' ORDER BY viewname"


@pytest.fixture(params=VERSIONS)
def released(request):
    return RELEASED / request.param


@pytest.fixture
def restored(released, postgres, database):
    uri = postgres.create_database(f"{database.rsplit('/', 1)[1]}_restored")
    with connect(uri) as connection, connection.cursor() as cursor:
        cursor.executescript(gzip.decompress((released / WAREHOUSE).read_bytes()).decode())
        connection.commit()
    return uri


@pytest.fixture
def locker(released, tmp_path):
    with tarfile.open(released / LOCKER) as archive:
        archive.extractall(tmp_path, filter="data")
    return Locker.open(tmp_path / "locker")


def declared(uri, postgres):
    """Say what a database's tables, views, functions and comments are, whatever rows it has."""
    asked = ("--schema-only", "--no-owner", "--no-privileges", "--restrict-key=none")
    return run("pg_dump", *asked, f"--dbname={uri}", home=postgres.data.parent).stdout.splitlines()


def test_a_released_warehouse_becomes_the_same_as_a_new_one(
    restored, locker, database, postgres, ask
):
    load(locker, database)

    load(locker, restored)

    assert digest(restored) == digest(database)
    assert declared(restored, postgres) == declared(database, postgres)
    assert ask(restored, "SELECT count(*) > 0 FROM soc2.fct_period_conclusion") == [(True,)]


def test_what_was_sealed_of_a_released_warehouse_has_the_same_digest_afterwards(restored):
    with connect(restored) as connection, connection.cursor() as cursor:
        last, _ = last_loaded(cursor)
    sealed = sealed_digest(restored, 1, last)

    migrate(restored)

    assert sealed.rows > 0
    assert sealed_digest(restored, 1, last) == sealed


def test_every_view_answers_on_a_released_warehouse_without_its_locker(restored, ask):
    migrate(restored)

    found = {view: ask(restored, f"SELECT * FROM soc2.{view}") for (view,) in ask(restored, VIEWS)}

    assert {view for view, rows in found.items() if not rows} == set()


def noted(released):
    """Return the hash of each SQL file that a release had."""
    lines = (released / HASHES).read_text(encoding="utf-8").splitlines()
    return {place: sha256 for sha256, place in (line.split() for line in lines)}


def test_a_released_sql_file_never_changes(released):
    assert noted(released).items() <= hashes().items(), "put the change into a new migration"


def test_nothing_is_added_to_the_first_migration():
    first = [str(path.relative_to(ROOT)) for path in first_files()]

    assert first == list(noted(RELEASED / "0.1.0")), "what is new is a new migration"


def test_every_release_of_the_changelog_is_kept_here():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert set(re.findall(r"(?m)^## \[(\d[^]]*)\]", changelog)) <= set(VERSIONS)
