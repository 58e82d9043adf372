"""What is kept by reference is counted and not kept, and a body that breaks off is asked for again."""

import io

import pytest
from botocore.exceptions import IncompleteReadError
from botocore.response import StreamingBody

from include.model.errors import Cause, SourceUnreachable
from include.sources.aws import s3
from include.sources.aws._wire import BotoAws


@pytest.fixture
def referred(session, account, collection, moto, monkeypatch):
    """Put an object into a bucket; return the client, what it records, and bodies that break off."""
    into = collection(s3.SOURCE)
    aws = BotoAws(session, account, into, endpoint_url=moto)
    client = aws.client("s3")
    client.create_bucket(Bucket="logs")
    client.put_object(Bucket="logs", Key="a", Body=b"content")
    broken = []
    get = client.get_object

    def get_object(**parameters):
        answer = get(**parameters)
        return answer | {"Body": broken.pop()} if broken else answer

    monkeypatch.setattr(client, "get_object", get_object)
    yield aws, into.readings[s3.BUCKETS.name], broken
    aws.close()


def broken_off():
    return StreamingBody(io.BytesIO(b"cont"), 7)


def test_a_body_comes_whole_and_is_counted_without_being_kept(referred):
    aws, reading, _ = referred

    answer = aws.refer("s3", "GetObject", Bucket="logs", Key="a")

    assert answer["Body"] == b"content"
    assert reading.referred_calls == {"s3:GetObject": 1}
    assert reading.answers == []


def test_a_body_that_breaks_off_is_asked_for_again(referred):
    aws, _, broken = referred
    broken += [broken_off(), broken_off()]

    answer = aws.refer("s3", "GetObject", Bucket="logs", Key="a")

    assert answer["Body"] == b"content"


def test_a_body_that_breaks_off_every_time_is_unreachable(referred):
    aws, _, broken = referred
    broken += [broken_off() for _ in range(3)]

    with pytest.raises(SourceUnreachable, match=IncompleteReadError.__name__) as caught:
        aws.refer("s3", "GetObject", Bucket="logs", Key="a")

    assert caught.value.cause is Cause.UNREACHABLE


def test_an_object_that_is_refused_or_gone_is_recorded_as_the_error_it_is(referred):
    aws, reading, _ = referred

    with pytest.raises(Exception, match="NoSuchKey"):
        aws.refer("s3", "GetObject", Bucket="logs", Key="b")

    assert [each.error_code for each in reading.answers] == ["NoSuchKey"]
