from datetime import date
from pathlib import Path

import pytest

from include import sources
from include.model.errors import DefinitionError
from include.model.scope import Scope, ScopeFile, ScopeKind
from include.sources.collection import Collection


def test_sources_are_found_by_their_file_names():
    assert {"aws.iam", "aws.s3", "registers.access"} <= set(sources.names())


@pytest.mark.parametrize("name", sources.names())
def test_every_source_declares_itself_and_can_be_collected_and_connected(name):
    module = sources.load(name)

    assert module.SOURCE.datasets
    assert callable(module.collect)
    assert callable(sources.provider(name).connect)
    assert sources.scope_kind(name.partition(".")[0]) is module.SOURCE.scope_kind


@pytest.mark.parametrize("name", sources.names())
def test_every_dataset_of_a_service_declares_its_permissions(name):
    datasets = sources.load(name).SOURCE.datasets

    assert all(bool(each.permissions) is (not name.startswith("registers.")) for each in datasets)


def test_a_source_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(DefinitionError, match=r"aws\.moon: no such source; expected .*aws\.iam"):
        sources.load("aws.moon")


def test_registers_are_read_by_hand_from_the_companys_folder(tmp_path):
    company = ScopeFile(company="Example", starts_on=date(2026, 1, 1))
    scope = Scope(kind=ScopeKind.COMPANY, id="company", name="Example", starts_on=date(2026, 1, 1))
    provider = sources.provider("registers.access")
    into = Collection(sources.load("registers.access").SOURCE)

    registers = provider.by_hand(scope, company, tmp_path)(scope, into)

    assert registers.folder == Path(tmp_path) / "registers"
