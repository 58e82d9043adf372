"""Where registers lie is said in scope.yaml: what is wrong there has file, line and reason."""

from pathlib import Path

import pytest

from include.model.errors import DefinitionError
from include.model.files import read_yaml
from include.model.scope import ScopeFile
from include.sources import registers
from include.sources.registers import access

SCOPE = "company: Example\nstarts_on: 2026-01-01\n"


@pytest.fixture
def read(tmp_path):
    def run(text):
        (tmp_path / "scope.yaml").write_text(SCOPE + text)
        return read_yaml(tmp_path / "scope.yaml", ScopeFile)

    return run


def test_without_a_word_they_lie_beside_it(read, tmp_path, collection):
    company = read("")
    connect = registers.by_hand(company.scope("company"), company, tmp_path)

    opened = connect(company.scope("company"), collection(access.SOURCE))

    assert opened.place.where("roster.csv") == str(tmp_path / "registers" / "roster.csv")


@pytest.mark.parametrize(
    "place",
    [
        "{git: 'https://github.com/acme/compliance.git', at: main}",
        "{git: 'ssh://git@github.com/acme/compliance.git', at: main, folder: a/b}",
        "{git: 'git@github.com:acme/compliance.git', at: 0c1f2ab, folder: .}",
        "{git: /srv/git/compliance.git, at: release/2026}",
        "{s3: 's3://acme-compliance/registers', account: '123456789012'}",
        "{s3: 's3://acme-compliance', account: '123456789012'}",
    ],
)
def test_a_place_is_a_repository_at_a_commit_or_a_prefix_read_by_an_account(read, place):
    assert read(f"registers: {place}\n").registers is not None


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("{}", "registers: Value error, name one place: git with at, or s3 with account"),
        ("{git: /a, at: main, s3: 's3://acme', account: '1'}", "name one place"),
        ("{git: /srv/git/compliance.git}", "git and at belong together"),
        ("{s3: 's3://acme-compliance'}", "s3 and account belong together"),
        (
            "{s3: 'https://acme', account: '1'}",
            "registers.s3: Value error, https://acme is no place",
        ),
        ("{git: /a, at: '--upload-pack=x'}", "registers.at: String should match pattern"),
        ("{git: /a, at: main, folder: ../etc}", "registers.folder: String should match pattern"),
        (
            "{git: 'ext::sh -c x', at: main}",
            "registers.git: Value error, no address of a repository",
        ),
        (
            "{git: relative/path, at: main}",
            "registers.git: Value error, no address of a repository",
        ),
        ("{path: /a}", "registers.path: Extra inputs are not permitted"),
    ],
)
def test_a_place_that_is_none_is_named_with_file_line_and_reason(read, place, said):
    with pytest.raises(DefinitionError) as error:
        read(f"registers: {place}\n")

    assert "scope.yaml:3: " in str(error.value)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "address", ["https://ana:secret@github.com/acme/c.git", "ssh://ana:secret@host/c"]
)
def test_a_password_in_an_address_is_refused_and_not_repeated(read, address):
    with pytest.raises(DefinitionError, match="without user and password") as error:
        read(f"registers: {{git: '{address}', at: main}}\n")

    assert "secret" not in str(error.value)


def test_the_shipped_files_tell_how_it_is_written(read):
    shipped = Path(__file__).parents[3] / "include" / "company" / "scope.yaml"
    told = [each for each in shipped.read_text().splitlines() if each.startswith("# registers: ")]

    places = [read(f"{each.removeprefix('# ')}\n").registers for each in told]

    assert [(place.git is None, place.s3 is None) for place in places] == [
        (False, True),
        (True, False),
    ]
