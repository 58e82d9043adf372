import pytest

from include.sources.aws import access_analyzer
from include.sources.aws._failures import action_of
from include.sources.aws.access_analyzer import ANALYZERS, FINDINGS

ARN = "arn:aws:access-analyzer:eu:123456789012:analyzer/outside"
EXTERNAL = {"arn": ARN, "name": "outside", "type": "ACCOUNT", "status": "ACTIVE"}
FINDING = {"id": "f1", "status": "ACTIVE", "findingType": "ExternalAccess", "resource": "arn:role"}


@pytest.fixture
def collect(collection, fake_aws):
    """Return what a collection holds after one Region with one analyzer and one finding, changed as told."""
    answers = {
        "DescribeRegions": {"Regions": [{"RegionName": "eu"}]},
        "ListAnalyzers": {"analyzers": [EXTERNAL]},
        "ListFindingsV2": {"findings": [FINDING]},
    }

    def run(**changes):
        into = collection(access_analyzer.SOURCE)
        aws = fake_aws(into, answers | changes)
        access_analyzer.collect(aws, into)
        into.asked = aws.asked
        return into

    return run


def failed(into):
    return {name for name, reading in into.readings.items() if reading.error}


def test_an_analyzer_and_its_findings_are_read(collect, rows):
    into = collect()

    assert not failed(into)
    (analyzer,) = rows(into, ANALYZERS)
    assert {key: analyzer[key] for key in EXTERNAL} == EXTERNAL
    assert (analyzer["region"], analyzer["analyzed_at"]) == ("eu", None)
    (finding,) = rows(into, FINDINGS)
    assert (finding["analyzer_arn"], finding["finding_id"]) == (ARN, "f1")
    assert (finding["resource"], finding["created_at"]) == ("arn:role", None)


def test_every_enabled_region_is_asked_and_only_active_findings(collect):
    into = collect(DescribeRegions={"Regions": [{"RegionName": "us"}, {"RegionName": "eu"}]})

    assert sorted(told["region"] for name, told in into.asked if name == "ListAnalyzers") == [
        "eu",
        "us",
    ]
    filters = [told["filter"] for name, told in into.asked if name == "ListFindingsV2"]
    assert filters == [{"status": {"eq": ["ACTIVE"]}}] * 2


def test_an_account_without_analyzers_has_nothing_to_list(collect, rows):
    into = collect(ListAnalyzers={"analyzers": []})

    assert not failed(into)
    assert (rows(into, ANALYZERS), rows(into, FINDINGS)) == ([], [])
    assert {each.expected_items for each in into.readings.values()} == {0}


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({"type": "ACCOUNT_UNUSED_ACCESS"}, False),
        ({"type": "ORGANIZATION_INTERNAL_ACCESS"}, False),
        ({"status": "DISABLED"}, False),
        ({"type": "ORGANIZATION"}, True),
        ({"type": None}, True),
        ({"status": None}, True),
    ],
)
def test_findings_are_asked_of_what_may_watch_external_access(collect, change, asked):
    into = collect(ListAnalyzers={"analyzers": [EXTERNAL | change]})

    assert ("ListFindingsV2" in {name for name, _ in into.asked}) is asked


@pytest.mark.parametrize(
    ("operation", "datasets"),
    [
        ("DescribeRegions", {ANALYZERS.name, FINDINGS.name}),
        ("ListAnalyzers", {ANALYZERS.name, FINDINGS.name}),
        ("ListFindingsV2", {FINDINGS.name}),
    ],
)
def test_a_denied_list_fails_what_it_is_of_and_nothing_else(collect, denied, operation, datasets):
    into = collect(**{operation: denied})

    assert failed(into) == datasets


def test_findings_of_either_version_need_the_same_permission():
    assert action_of("accessanalyzer", "ListFindingsV2") == "access-analyzer:ListFindings"
    assert action_of("accessanalyzer", "ListAnalyzers") == "access-analyzer:ListAnalyzers"
