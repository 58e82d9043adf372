"""What a judgement is made by: a small control matrix, three criteria, a scope, and any test."""

from include.model.frozen import sha256

READS: dict[str, list[str]] = {}  # of a test that reads other datasets
MATRIX = {
    "controls": [
        {
            "id": "AC-01",
            "title": "People sign in with a second factor",
            "wording": "Everyone who signs in to production does so with a second factor.",
            "owner": "Head of Security",
            "frequency": "continuous",
            "criteria": {"primary": "CC6.1"},
            "tests": ["console_users_have_mfa", "registers_are_signed"],
        },
        {
            "id": "CM-01",
            "title": "Management reviews the year",
            "wording": "Management reviews risks and objectives once a year, in a meeting.",
            "owner": "Chief Executive",
            "frequency": "yearly",
            "criteria": {"primary": "CC3.2"},
        },
    ]
}
CRITERIA = {
    "criteria": {
        criterion: {"title": title, "coverage": coverage, "why": "As the tests that name it go."}
        for criterion, title, coverage in (
            ("CC3.2", "Risks are found and weighed", "manual"),
            ("CC6.1", "Access is limited to who needs it", "partial"),
            ("CC6.7", "Data is protected on its way and at rest", "partial"),
        )
    }
}
SCOPE_FILE = {
    "company": "Harbour & Sons",
    "starts_on": "2026-01-01",
    "out_of_scope": [
        {
            "kind": "aws_account",
            "id": "999999999999",
            "reason": "Holds no data of customers.",
            "approved_by": "Head of Security",
        }
    ],
}


def definition(name, theme, criterion) -> dict:
    ref = f"T-{sum(name.encode()) % 90 + 10}"
    rule = {"type": "expect_column_values_to_be_in_set", "meta": {"position": 0}}
    return {
        "name": name,
        "theme": theme,
        "sha256": sha256(name.encode()),
        "nature": "state",
        "reads": READS.get(name, ["aws_s3_buckets"]),
        "parameters": {"max_age_days": 90},
        "definition": {
            "ref": ref,
            "title": name.replace("_", " ").capitalize(),
            "criteria": {"primary": criterion.get(name, "CC6.1"), "supporting": ["CC6.7"]},
            "severity": "high",
            "rationale": "A password alone is guessed, reused or stolen sooner or later.",
            "remediation": "Register a device for the user, or take the password away.",
            "peers": {"prowler": ["some_check"]},
            "population": "SELECT name, has_mfa\nFROM aws_s3_buckets\nWHERE created < $as_of",
            "expectations": [{"reason": "{name} has no second factor"}],
        },
        "suite": {
            "name": name,
            "expectations": [{**rule, "kwargs": {"column": "has_mfa", "value_set": [True]}}],
        },
    }
