"""Access Analyzer is told by Region, and its findings as they are asked for."""

import pytest

PRODUCTION = "123456789012"


@pytest.mark.parametrize(
    ("account", "region", "kinds"),
    [
        ("production", "us-east-1", ["ACCOUNT"]),
        ("production", "eu-central-1", ["ACCOUNT", "ACCOUNT_UNUSED_ACCESS"]),
        ("production", "ap-east-1", []),
        ("sandbox", "sa-east-1", ["ACCOUNT_UNUSED_ACCESS"]),
    ],
)
def test_a_region_lists_its_own_analyzers(connect, endpoint, account, region, kinds):
    client = connect("accessanalyzer", endpoint, account, region)

    listed = client.list_analyzers()["analyzers"]

    assert [each["type"] for each in listed] == kinds


def test_findings_come_by_their_status_and_in_pages(connect, endpoint):
    client = connect("accessanalyzer", endpoint)
    (analyzer,) = client.list_analyzers()["analyzers"]
    paginator = client.get_paginator("list_findings_v2")

    def pages(**asked):
        found = paginator.paginate(analyzerArn=analyzer["arn"], maxResults=1, **asked)
        return [each["status"] for page in found for each in page["findings"]]

    assert pages() == ["ACTIVE", "ACTIVE", "ARCHIVED"]
    assert pages(filter={"status": {"eq": ["ACTIVE"]}}) == ["ACTIVE", "ACTIVE"]
