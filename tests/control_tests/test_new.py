"""What ``new`` writes can be loaded and bound, and fails until somebody has filled it in."""

import pytest

from include.control_tests.__main__ import main
from include.control_tests.binding import bind
from include.control_tests.definitions import load
from include.control_tests.examples import tables_of
from include.control_tests.judge import judge
from include.control_tests.new import write
from include.control_tests.population import item_ids, population
from include.model.errors import DefinitionError
from include.model.verdict import Verdict


def test_a_start_binds_to_the_dataset_that_was_named(tmp_path, schemas):
    path = write("storage/buckets_have_owners", "aws_s3_buckets", tmp_path)

    definition = load(path)

    assert bind(definition, schemas).names == ["replace_me"]
    assert definition.reads == ("aws_s3_buckets",)


def test_every_example_of_a_start_fails(tmp_path, schemas):
    definition = load(write("storage/buckets_have_owners", "aws_s3_buckets", tmp_path))

    for example in definition.test.examples:
        tables = tables_of(definition, example, schemas)
        rows = population(definition, tables, as_of=example.at, scope_id="1", parameters={})
        judged = judge(
            definition.name,
            definition.test,
            rows,
            parameters={},
            as_of=[example.at] * rows.num_rows,
        )
        found = {
            (item, each.verdict)
            for item, each in zip(item_ids(definition, rows), judged, strict=True)
        }
        stated = {(item, Verdict.DEVIATING) for item in example.deviating} | {
            (item, Verdict.UNREADABLE) for item in example.unreadable
        }
        assert found != stated


def test_a_test_that_stands_already_is_left_alone(tmp_path):
    path = write("storage/buckets_have_owners", "aws_s3_buckets", tmp_path)
    path.write_text("mine", encoding="utf-8")

    with pytest.raises(DefinitionError, match="stands already; choose another name"):
        write("access/buckets_have_owners", "aws_s3_buckets", tmp_path)

    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("where", ["owners", "storage/Owners", "../storage/have_owners", "a/b/c_d"])
def test_a_place_that_is_none_gets_one_line(capsys, where):
    status = main(["new", where])

    assert status == 2
    assert capsys.readouterr().err == (
        f"{where}: expected THEME/NAME, such as access/keys_are_rotated\n"
    )


def test_all_shipped_tests_can_be_checked_by_hand(capsys):
    status = main(["check"])

    assert status == 0
    assert "control tests load" in capsys.readouterr().out
