import pytest

from include.model.errors import Cause, DefinitionError
from include.sources.aws import s3
from include.sources.collection import Answer


@pytest.fixture
def into(collection):
    return collection(s3.SOURCE)


def answer(operation):
    return Answer("s3", operation, None, {}, 200, None, None, None, 0, None)


def test_an_error_fails_the_datasets_being_read_and_no_others(into, denied):
    with into.reading(s3.BUCKETS, s3.STATEMENTS):
        raise denied

    failed = [name for name, reading in into.readings.items() if reading.error]
    assert failed == [s3.BUCKETS.name, s3.STATEMENTS.name]


def test_a_call_belongs_to_the_datasets_being_read(into):
    into.record(answer("before"))
    with into.reading(s3.BUCKETS):
        into.record(answer("inside"))

    made = {name: [a.operation for a in each.answers] for name, each in into.readings.items()}
    assert made[s3.BUCKETS.name] == ["before", "inside"]
    assert made[s3.STATEMENTS.name] == ["before"]


def test_a_column_that_was_not_declared_is_a_defect_of_the_source(into):
    with pytest.raises(DefinitionError, match=r"aws_s3_buckets: .*\['colour'\]"):
        into.add(s3.BUCKETS, [{"name": "a", "colour": "red"}])


def test_a_value_of_another_type_is_malformed_and_fails_the_dataset_alone(into):
    with into.reading(s3.STATEMENTS):
        into.add(s3.STATEMENTS, [{"bucket": "a", "position": "first"}])

    assert into.readings[s3.STATEMENTS.name].error.cause is Cause.MALFORMED
    assert into.readings[s3.BUCKETS.name].error is None
