"""JSON that is allowed and hardly ever written costs no more than itself: half a character, deep nesting."""

import gzip
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from include.sources.aws._cloudtrail_inflate import Unreadable
from include.sources.aws._config_items import items_of, plain, told
from tests.sources.aws.delivered import event, packed, taken

# Python's stack has room for a thousand; of what is looked through for secrets each level takes three.
FEW, MANY = 400, 100_000


def nested(depth):
    return '{"password":' * depth + "1" + "}" * depth


@given(st.text(st.characters(exclude_categories=()), max_size=20))
@example("\ud83d")
@example("\ude00\ud83d")
@example("\U0001f600\ud83d!")
@example(r"\ud83d")
def test_half_a_character_costs_no_event(text):
    rows, (found,) = taken(packed(event(1, userAgent=text), event(2)))

    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert found["status"] == "read"
    assert [row["user_agent"] for row in rows] == [whole, None]


def test_half_a_character_in_a_request_hides_no_secret():
    asked = {"masterUserPassword": "hush\ud83d", "dBInstanceIdentifier": "a\ude00"}

    (row,), _ = taken(packed(event(1, eventName="ModifyDBInstance", requestParameters=asked)))

    assert json.loads(row["request_parameters"]) == {
        "masterUserPassword": "[redacted]",
        "dBInstanceIdentifier": "a\ufffd",
    }


def asked(depth):
    made = packed(event(1, eventName="CreateUser", requestParameters="nested"), event(2))
    return gzip.compress(gzip.decompress(made).replace(b'"nested"', nested(depth).encode()))


def test_an_event_that_nobody_can_look_through_for_secrets_is_quarantined_alone():
    rows, (found,) = taken(asked(FEW))

    assert [row["event_id"][-1] for row in rows] == ["2"]
    assert (found["events"], found["quarantined"]) == (2, 1)
    assert found["reason"].startswith("malformed: event '00000000-0000-4000-8000-000000000001': ")


def test_an_object_that_is_nested_too_deeply_is_quarantined():
    rows, (found,) = taken(asked(MANY))

    assert rows == []
    assert (found["events"], found["reason"]) == (None, "malformed: nested deeper than can be read")


def test_a_file_of_aws_config_that_is_nested_too_deeply_is_unreadable():
    body = gzip.compress(f'{{"configurationItems":[{nested(MANY)}]}}'.encode())

    with pytest.raises(Unreadable, match="malformed: nested deeper than can be read"):
        items_of(body, "a.json.gz", "123456789012")


def test_what_an_item_of_aws_config_holds_is_nested_too_deeply_to_be_told():
    text = nested(MANY)

    with pytest.raises(ValueError, match="nested deeper than can be read"):
        plain(text.encode())
    assert told(text) == text
