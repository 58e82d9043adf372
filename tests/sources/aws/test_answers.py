from include.sources.aws._answers import recorded
from include.sources.aws._failures import Call

CALL = Call("iam", "ListUsers", "us-east-1", {})


def test_a_date_that_is_none_is_left_out():
    answer = {"ResponseMetadata": {"HTTPHeaders": {"date": "yesterday"}}}

    assert recorded(CALL, answer, None).service_date is None
