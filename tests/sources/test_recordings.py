"""Real answers, recorded by other people, go through the parsers with every value accounted for.

They are no part of this project. SOC2_RECORDINGS names a folder that holds `iam/credential_report.csv`,
`iam/account_authorization_details.json` and `aws/api_answers.jsonl` (one object per line: service,
operation, status, data).
"""

import csv
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from include.model.errors import Cause
from include.sources.aws import iam, s3
from include.sources.aws._bucket_policy import statements
from include.sources.aws._bucket_questions import POLICY_STATUS, QUESTIONS
from include.sources.aws._credential_report import parse
from include.sources.aws._failures import cause_of

FOLDER = os.environ.get("SOC2_RECORDINGS")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="SOC2_RECORDINGS names no folder of recorded answers"
)
WORDS = {
    "used": {"date"},
    "never": {"no_information", "N/A"},
    "no_password": {"N/A"},
    "no_rotation": {"N/A"},
    "no_key": {"N/A"},
    "changed": {"date"},
    "due": {"date"},
    "rotated": {"date"},
    "not_supported": {"not_supported"},
}
STATES = {
    "password_last_used": "password_last_used_state",
    "password_last_changed": "password_last_changed_state",
    "password_next_rotation": "password_next_rotation_state",
    **{f"access_key_{n}_last_rotated": f"access_key_{n}_last_rotated_state" for n in (1, 2)},
    **{f"access_key_{n}_last_used_date": f"access_key_{n}_last_used_state" for n in (1, 2)},
}


def recorded():
    with (Path(FOLDER) / "aws" / "api_answers.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def reports():
    yield (Path(FOLDER) / "iam" / "credential_report.csv").read_text(encoding="utf-8")
    for each in recorded():
        if each["operation"] == "GetCredentialReport" and each["status"] == 200:
            yield each["data"]["Content"]


def account_for(column, cell, row):
    """Say whether a cell of the report came through as what it means, and as nothing else."""
    value = row[column]
    if column in STATES:
        meant = WORDS[row[STATES[column]]]
        return ({"date"} if value else {cell}) <= meant and account_for_value(cell, value)
    return account_for_value(cell, value)


def account_for_value(cell, value):
    if value is None:
        return cell in {"N/A", "no_information", "not_supported"}
    if isinstance(value, datetime):
        return value == datetime.fromisoformat(cell).astimezone(UTC)
    return str(value).lower() == cell.lower() if isinstance(value, bool) else value == cell


def test_every_cell_of_every_recorded_report_is_accounted_for():
    seen = 0
    for report in reports():
        cells = list(csv.DictReader(io.StringIO(report)))

        rows = parse(report)

        assert len(rows) == len(cells)
        for row, line in zip(rows, cells, strict=True):
            unaccounted = [name for name in line if not account_for(name, line[name], row)]
            assert (row["user"], unaccounted) == (row["user"], [])
            seen += len(line)

    assert seen > 0


def test_every_recorded_answer_of_s3_fits_its_columns(collection):
    questions = {each.operation: each for each in (*QUESTIONS, POLICY_STATUS)}
    seen = 0
    for each in recorded():
        question = questions.get(each["operation"]) if each["service"] == "s3" else None
        if question is None:
            continue
        if each["status"] == 200:
            columns = question.columns(each["data"])
        else:
            code = each["data"]["Error"]["Code"]
            absent = code in question.absent
            assert absent or cause_of(code) in {Cause.DENIED, Cause.VANISHED}
            columns = question.columns(None) if absent else {}
        base = {"name": "a", "arn": "a", "vanished": False}
        collection(s3.SOURCE).add(s3.BUCKETS, [base | columns])
        seen += 1

    assert seen > 0


def test_every_recorded_bucket_policy_comes_apart_completely(collection):
    for each in recorded():
        if each["operation"] == "GetBucketPolicy" and each["status"] == 200:
            policy = each["data"]["Policy"]

            rows = statements("a", policy)

            assert len(rows) == len(json.loads(policy)["Statement"])
            assert all(row["effect"] and row["principals"] and row["actions"] for row in rows)
            collection(s3.SOURCE).add(s3.STATEMENTS, rows)


def test_every_recorded_account_answer_is_read(collection, fake_aws, rows):
    answers = {
        "GenerateCredentialReport": {"State": "COMPLETE"},
        "GetCredentialReport": {"Content": next(reports()), "GeneratedTime": datetime.now(UTC)},
        "ListVirtualMFADevices": {"VirtualMFADevices": []},
        "ListMFADevices": {"MFADevices": []},
        "ListUsers": {"Users": []},  # asked because report and summary are of different accounts
        "GetAccountPasswordPolicy": None,
    }
    summaries = [each for each in recorded() if each["operation"] == "GetAccountSummary"]
    for each in summaries:
        into = collection(iam.SOURCE)
        iam.collect(fake_aws(into, answers | {"GetAccountSummary": each["data"]}), into)
        (row,) = rows(into, iam.SUMMARIES)
        assert (row["users"], row["account_mfa_enabled"]) == (5, True)
    policies = [each for each in recorded() if each["operation"] == "GetAccountPasswordPolicy"]
    for each in policies:
        answer = each["data"] if each["status"] == 200 else None
        into = collection(iam.SOURCE)
        changed = {"GetAccountSummary": summaries[0]["data"], "GetAccountPasswordPolicy": answer}
        iam.collect(fake_aws(into, answers | changed), into)
        (row,) = rows(into, iam.PASSWORD_POLICIES)
        assert None not in row.values()
