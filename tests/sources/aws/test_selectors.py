import pytest

from include.sources.aws._selectors import selectors

OWN = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/own"
ALL = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}


def field(name, **operators):
    return {"Field": name, **operators}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            {"EventSelectors": [ALL | {"ExcludeManagementEventSources": ["kms.amazonaws.com"]}]},
            [("Management", "All", "any", [], ["eventSource NotEquals kms.amazonaws.com"])],
        ),
        (
            {
                "EventSelectors": [
                    {
                        "ReadWriteType": "WriteOnly",
                        "IncludeManagementEvents": False,
                        "DataResources": [
                            {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::a/", "arn:aws:s3"]}
                        ],
                    }
                ]
            },
            [("Data", "WriteOnly", "AWS::S3::Object", ["arn:aws:s3:::a/", "arn:aws:s3"], [])],
        ),
        (
            {
                "AdvancedEventSelectors": [
                    {"FieldSelectors": [field("eventCategory", Equals=["Management"])]},
                    {
                        "FieldSelectors": [
                            field("eventCategory", Equals=["Data"]),
                            field("resources.type", Equals=["AWS::S3::Object"]),
                            field("readOnly", Equals=["true"]),
                        ]
                    },
                    {
                        "FieldSelectors": [
                            field("eventCategory", Equals=["Data"]),
                            field("resources.type", Equals=["AWS::S3::Object"]),
                            field(
                                "resources.ARN",
                                StartsWith=["arn:aws:s3:::a/"],
                                NotStartsWith=["arn:aws:s3:::a/tmp/"],
                            ),
                        ]
                    },
                ]
            },
            [
                ("Management", "All", "any", [], []),
                ("Data", "ReadOnly", "AWS::S3::Object", ["arn:"], []),
                (
                    "Data",
                    "All",
                    "AWS::S3::Object",
                    ["arn:aws:s3:::a/"],
                    ["resources.ARN NotStartsWith arn:aws:s3:::a/tmp/"],
                ),
            ],
        ),
        (
            {
                "AdvancedEventSelectors": [
                    {
                        "FieldSelectors": [
                            field("eventCategory", Equals=["Data"]),
                            field("resources.ARN", Equals=["arn:aws:s3:::a/one"]),
                        ]
                    }
                ]
            },
            [("Data", "All", "any", ["arn:"], ["resources.ARN Equals arn:aws:s3:::a/one"])],
        ),
    ],
    ids=("a service left out", "basic data", "advanced", "one object alone"),
)
def test_selectors_of_both_forms_become_rows_of_one(answer, expected):
    columns = (
        "event_category",
        "read_write_type",
        "resource_type",
        "resource_prefixes",
        "narrowed_by",
    )

    found = [tuple(row[name] for name in columns) for row in selectors(OWN, answer)]

    assert found == expected


def test_a_read_only_that_is_neither_true_nor_false_is_unknown():
    (row,) = selectors(
        OWN,
        {
            "AdvancedEventSelectors": [
                {
                    "FieldSelectors": [
                        field("eventCategory", Equals=["Data"]),
                        field("readOnly", Equals=["maybe"]),
                    ]
                }
            ]
        },
    )

    assert row["read_write_type"] is None
