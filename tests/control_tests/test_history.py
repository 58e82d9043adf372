"""What a system recorded itself is judged by itself: no population mixes it with what we observed."""

import pytest

from include.control_tests import ROOM
from include.control_tests.binding import bind
from include.control_tests.definitions import load
from include.model.errors import DefinitionError

SHIPPED = ROOM / "storage" / "recorded_buckets_are_versioned.yaml"
FROM = "  from aws_config_s3_buckets\n"
MIXED = "  from aws_config_s3_buckets join (select name as observed from aws_s3_buckets) on observed = name\n"


@pytest.fixture
def broken(tmp_path):
    """Write the shipped test with some changes, and without the test that proves it."""

    def write(*changes):
        text = SHIPPED.read_text(encoding="utf-8")
        text = text.replace("proven_by: aws_config_never_stops_recording\n", "")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "storage" / SHIPPED.name
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        return load(path)

    return write


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            [("nature: history", "nature: events")],
            "what a system itself recorded; say nature: hist",
        ),
        ([("nature: history\n", "")], "what a system itself recorded; say nature: history"),
        (
            [(FROM, MIXED)],
            "aws_s3_buckets is our observation, aws_config_s3_buckets a system's own",
        ),
        (
            [("aws_config_s3_buckets", "aws_s3_buckets"), ("not deleted and", "not vanished and")],
            "none of what it reads holds history",
        ),
    ],
)
def test_what_would_mix_a_record_with_an_observation_is_refused(broken, schemas, changes, said):
    definition = broken(*changes)

    with pytest.raises(DefinitionError, match=said):
        bind(definition, schemas)


def test_a_test_says_whose_judgement_it_passes_on_and_most_pass_on_none():
    ours, theirs = load(SHIPPED).test, load("aws_config_rules_were_complied_with").test

    assert ours.judged_by is None
    assert theirs.judging["judged_by"] == "aws_config"
