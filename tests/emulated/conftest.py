"""Asks the emulated AWS by plain boto3."""

import boto3
import pytest
from botocore.config import Config

NOW = "2026-03-02T12:00:00Z"
COLLECTOR = "arn:aws:iam::210987654321:role/soc2-collector"


@pytest.fixture(scope="session")
def endpoint(start_emulator):
    return start_emulator("--now", NOW, "--scale", "users=100")


@pytest.fixture(scope="session")
def connect():
    def client(service, endpoint, account="production", region="us-east-1"):
        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        if account == "sandbox":
            keys = _assumed(client("sts", endpoint))
        made = boto3.client(
            service,
            endpoint_url=endpoint,
            region_name=region,
            config=Config(retries={"max_attempts": 1}),
            **keys,
        )
        made.meta.events.register("before-call.s3-control", _account_off_the_host)
        return made

    return client


@pytest.fixture(scope="session")
def report(connect):
    """Reads one account's report as rows of columns by user."""

    def read(endpoint, account="production"):
        iam = connect("iam", endpoint, account)
        while iam.generate_credential_report()["State"] != "COMPLETE":
            pass
        lines = iam.get_credential_report()["Content"].decode().splitlines()
        header, *rows = (line.split(",") for line in lines)
        return {row[0]: dict(zip(header, row, strict=True)) for row in rows}

    return read


def _assumed(sts):
    role = {"RoleArn": COLLECTOR, "RoleSessionName": "tests", "ExternalId": "soc2-demo"}
    given = sts.assume_role(**role)["Credentials"]
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }


def _account_off_the_host(params, **_):
    # botocore puts the account before the host, which no resolver knows; the header names it as well.
    account = params["headers"]["x-amz-account-id"]
    params["url"] = params["url"].replace(f"://{account}.", "://", 1)
