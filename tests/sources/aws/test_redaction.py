import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sources.aws._redaction import REDACTED, is_secret_name, redacted, redacted_text


@pytest.mark.parametrize(
    "name",
    [
        "Base32StringSeed",
        "QRCodePNG",
        "SecretAccessKey",
        "SessionToken",
        "SecretString",
        "SecretBinary",
        "MasterUserPassword",
        "Password",
        "ServicePassword",
        "PrivateKey",
        "ClientSecret",
        "AuthToken",
        "Token-0",
        "Plaintext",
        "CanonicalRequest",
        "StringToSign",
        "secret_access_key",
    ],
)
def test_a_secret_is_hidden_wherever_it_stands(name):
    answer = {"A": [{"B": {name: "hush"}}], name: b"hush"}

    kept = redacted(answer)

    assert "hush" not in json.dumps(kept)


@pytest.mark.parametrize(
    "name",
    ["NextToken", "ContinuationToken", "PasswordLastUsed", "SecretName", "AccessKeyId", "Marker"],
)
def test_what_only_sounds_like_a_secret_is_kept(name):
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("named", "said"), [("name", "value"), ("Key", "Value"), ("ParameterKey", "ParameterValue")]
)
def test_a_value_is_hidden_where_the_name_beside_it_is_a_secrets(named, said):
    pairs = [{named: "DB_PASSWORD", said: "hush"}, {named: "REGION", said: "eu-central-1"}]

    kept = redacted({"environment": pairs, "tags": [{"key": "token", "value": "a word"}]})

    assert kept["environment"] == [{**pairs[0], said: REDACTED}, pairs[1]]
    assert kept["tags"] == [{"key": "token", "value": "a word"}]


@pytest.mark.parametrize(
    "broken",
    [
        b'{"parameters":[{"name":"DB_PASSWORD","value":"hush"}',
        b"<member><ParameterKey>DB_PASSWORD</ParameterKey><ParameterValue>hush</ParameterValue>",
    ],
)
def test_a_value_beside_its_name_is_hidden_in_an_answer_that_nobody_could_read(broken):
    assert "hush" not in redacted_text(broken)


def test_a_list_of_secrets_is_hidden_and_a_mapping_goes_by_its_own_names():
    answer = {"Password": ["one", {"Name": "two"}]}

    assert redacted(answer) == {"Password": [REDACTED, {"Name": "two"}]}


def test_a_value_of_no_json_type_becomes_its_text():
    assert redacted({"A": 1.5, "B": 2 + 3j}) == {"A": 1.5, "B": "(2+3j)"}


def test_numbers_flags_and_policies_about_passwords_are_kept():
    answer = {
        "PasswordPolicy": {"MaxPasswordAge": 90},
        "Password": True,
        "AccountPasswordPresent": 1,
    }

    assert redacted(answer) == answer


@pytest.mark.parametrize(
    "tags", [{"Tags": {"password": "mine"}}, {"TagSet": [{"Key": "password", "Value": "mine"}]}]
)
def test_tags_are_the_users_own_words(tags):
    assert redacted(tags) == tags


def test_a_session_token_inside_an_error_message_is_hidden():
    message = "The Canonical String should have been 'POST\nx-amz-security-token:FQoGZX\nhost'"

    kept = redacted({"Error": {"Message": message}})

    assert kept["Error"]["Message"].count("FQoGZX") == 0


def test_bytes_become_text_or_base64_and_instants_iso():
    answer = {"Content": b"user,arn", "Raw": b"\xff\x00", "At": datetime(2026, 1, 2, tzinfo=UTC)}

    kept = redacted(answer)

    assert kept == {"Content": "user,arn", "Raw": "/wA=", "At": "2026-01-02T00:00:00+00:00"}


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_VALUES, st.sampled_from(["Password", "SessionToken"]))
def test_any_answer_is_json_and_keeps_no_secret(value, name):
    kept = redacted({"Before": value, name: "s3cr3t-of-ours"})

    assert json.loads(json.dumps(kept))[name] == REDACTED


@pytest.mark.parametrize(
    "content",
    [
        b"<R><SecretAccessKey>hush</SecretAccessKey><Users><mem",
        b"<R><SecretAccessKey>hush",
        b'{"SessionToken": "hush", "Users": [',
        b'{"SessionToken":"hush',
        b"<html>X-Amz-Security-Token: hush</html>",
    ],
)
def test_a_broken_answer_keeps_its_beginning_and_no_secret(content):
    kept = redacted_text(content)

    assert "hush" not in kept
    assert REDACTED in kept


def test_what_is_no_secret_of_a_broken_answer_stays():
    assert redacted_text(b"<R><UserName>ann</UserName><Us") == "<R><UserName>ann</UserName><Us"
