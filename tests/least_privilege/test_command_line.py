from pathlib import Path

import pytest

from include.extract.__main__ import main
from tests.slow import SLOW

pytestmark = SLOW

COMPANY = Path(__file__).parents[1] / "demo" / "company"


@pytest.fixture
def extract_by_hand(collector, monkeypatch, tmp_path):
    """Run the verb as the shell would, as the collector."""
    keys = collector.session.get_credentials()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_key)
    monkeypatch.setenv("AWS_ENDPOINT_URL", collector.endpoint)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    def run(source):
        arguments = [source, "--scope", "210987654321", "--locker", str(tmp_path / "locker")]
        monkeypatch.setattr("sys.argv", ["extract", *arguments, "--company", str(COMPANY)])
        return main()

    return run


def test_a_refused_permission_is_said_with_its_datasets_and_tests(
    collector, extract_by_hand, capsys
):
    collector.allow(without="iam:GetAccountPasswordPolicy")

    code = extract_by_hand("aws.iam")

    (line,) = capsys.readouterr().err.splitlines()
    assert code == 1
    assert "iam:GetAccountPasswordPolicy was denied 1 time(s)" in line
    assert "aws_iam_password_policies was not collected" in line
    assert "control tests that read this: password_policy_is_strong;" in line


def test_a_refusal_that_costs_answers_is_said_though_everything_came(
    collector, extract_by_hand, capsys
):
    collector.allow(without="s3:GetBucketTagging")

    code = extract_by_hand("aws.s3")

    assert code == 0
    assert "aws_s3_buckets is read in part" in capsys.readouterr().err


def test_nothing_is_said_where_nothing_was_refused(extract_by_hand, capsys):
    code = extract_by_hand("aws.s3")

    assert (code, capsys.readouterr().err) == (0, "")
