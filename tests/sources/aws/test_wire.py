import json
from datetime import UTC, datetime

import pytest

from include.model.errors import Cause, SourceError, SourceIncomplete, SourceUnreachable
from include.sources.aws import Patience, connect, s3
from include.sources.aws._failures import cause_of
from include.sources.aws._wire import BotoAws
from tests.sources.aws.served import answers, error, query_error, service, wire

__all__ = ["service", "wire"]

HTML = "<!doctype html><html><title>404 Not Found</title><h1>Not Found</h1></html>"
TIDY_HTML = "<html><head><title>Not Found</title></head><body>Not Found</body></html>"


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ((403, error("AccessDenied"), "application/xml"), Cause.DENIED),
        ((403, error("AllAccessDisabled"), "application/xml"), Cause.DENIED),
        ((503, error("SlowDown"), "application/xml"), Cause.THROTTLED),
        ((400, error("ExpiredToken"), "application/xml"), Cause.CREDENTIALS),
        ((403, error("InvalidAccessKeyId"), "application/xml"), Cause.CREDENTIALS),
        ((404, error("NoSuchBucket"), "application/xml"), Cause.VANISHED),
        ((500, error("InternalError"), "application/xml"), Cause.UNREACHABLE),
        ((501, error("NotImplemented"), "application/xml"), Cause.UNIMPLEMENTED),
        ((404, HTML, "text/html"), Cause.MALFORMED),
        ((500, HTML, "text/html"), Cause.MALFORMED),
        ((404, TIDY_HTML, "text/html"), Cause.MALFORMED),
        ((200, TIDY_HTML, "text/html"), Cause.MALFORMED),
        ((200, "", "application/xml"), Cause.MALFORMED),
        ((200, "<VersioningConfiguration><Sta", "application/xml"), Cause.MALFORMED),
        ((404, "", "application/xml"), Cause.UNIMPLEMENTED),
        ((503, HTML, "text/html"), Cause.UNREACHABLE),
        ((418, error("Teapot"), "application/xml"), Cause.MALFORMED),
    ],
)
def test_what_is_no_answer_is_an_error_with_its_cause(wire, service, said, cause):
    aws, into = wire
    service.says(*said)

    with pytest.raises(SourceError) as caught:
        aws.call("s3", "GetBucketVersioning", absent=("NoSuchTagSet",), Bucket="ledger")

    look_again = (Cause.DENIED, Cause.CREDENTIALS, Cause.THROTTLED, Cause.UNREACHABLE)
    assert caught.value.cause is cause
    assert isinstance(caught.value, SourceUnreachable) is (cause in look_again)
    assert answers(into)[-1].operation == "GetBucketVersioning"


@pytest.mark.parametrize("code", ["Throttling", "InvalidClientTokenId", "AccessDenied"])
def test_the_query_protocol_of_iam_is_read_by_name_too(wire, service, code):
    aws, _ = wire
    service.says(403, query_error(code), "text/xml")

    with pytest.raises(SourceUnreachable) as caught:
        aws.call("iam", "GetAccountSummary")

    assert (caught.value.code, caught.value.cause) == (code, cause_of(code))


@pytest.mark.parametrize("kind", ["text/html", "text/xml"])
@pytest.mark.parametrize("page", [HTML, TIDY_HTML, HTML.replace("<title>", "<br><title>")])
@pytest.mark.parametrize("call", [("s3", "ListBuckets"), ("iam", "GetAccountSummary")])
def test_a_web_page_has_one_name_whatever_was_asked(wire, service, call, page, kind):
    aws, into = wire
    service.says(200, page, kind)

    with pytest.raises(SourceIncomplete, match="a web page came") as caught:
        aws.call(*call)

    assert (caught.value.code, caught.value.cause) == ("HtmlError", Cause.MALFORMED)
    assert answers(into)[-1].error_code == "HtmlError"


def test_a_web_page_at_sign_in_has_the_same_name(session, account, collection, service):
    service.says(200, TIDY_HTML, "text/html")

    with pytest.raises(SourceIncomplete) as caught:
        connect(session, account, collection(s3.SOURCE), endpoint_url=service.url)

    assert (caught.value.code, caught.value.cause) == ("HtmlError", Cause.MALFORMED)


def test_a_name_for_not_configured_is_data_and_is_recorded(wire, service):
    aws, into = wire
    service.says(404, error("NoSuchTagSet"))

    answer = aws.call("s3", "GetBucketTagging", absent=("NoSuchTagSet",), Bucket="ledger")

    assert answer is None
    assert (answers(into)[0].status, answers(into)[0].error_code) == (404, "NoSuchTagSet")


def test_a_web_page_with_status_404_is_never_not_configured(wire, service):
    aws, _ = wire
    service.says(404, HTML, "text/html")

    with pytest.raises(SourceIncomplete):
        aws.call("s3", "GetBucketTagging", absent=("NoSuchTagSet", "NoSuchBucket"), Bucket="ledger")


def test_a_denial_names_scope_action_item_region_and_whom_to_allow(wire, service):
    aws, into = wire
    into.caller = "arn:aws:iam::123456789012:role/soc2"
    service.says(403, error("AccessDenied"))

    with pytest.raises(SourceUnreachable) as caught:
        aws.call("s3", "GetBucketEncryption", region="eu-west-1", Bucket="ledger")

    assert str(caught.value) == (
        "aws_account 123456789012 (production): s3:GetEncryptionConfiguration was denied for "
        "Bucket ledger in eu-west-1 (AccessDenied); allow it for arn:aws:iam::123456789012:role/soc2"
    )
    assert caught.value.action == "s3:GetEncryptionConfiguration"


def test_an_answer_is_recorded_with_request_id_clock_and_retries(
    session, account, collection, service
):
    into = collection(s3.SOURCE)
    aws = BotoAws(session, account, into, endpoint_url=service.url, patience=Patience(attempts=2))
    service.says(503, error("SlowDown")).says(200, "<VersioningConfiguration/>")

    aws.call("s3", "GetBucketVersioning", Bucket="ledger")

    (answer,) = answers(into)
    assert (answer.status, answer.request_id, answer.retries) == (200, "REQUEST1", 1)
    assert answer.service_date == datetime(2026, 11, 24, 3, 33, 12, tzinfo=UTC)
    assert (answer.region, answer.parameters) == ("us-east-1", {"Bucket": "ledger"})
    aws.close()


def test_secrets_are_gone_before_anything_is_recorded(wire, service):
    aws, into = wire
    service.says(400, error("ExpiredToken", **{"Token-0": "FQoGZXIvYXdz"}))

    with pytest.raises(SourceUnreachable) as caught:
        aws.call("s3", "GetBucketVersioning", Bucket="ledger")

    assert "FQoGZXIvYXdz" not in json.dumps(answers(into)[0].body) + str(caught.value)


def test_every_page_is_followed_and_recorded(wire, service):
    aws, into = wire
    page = "<R><Buckets><Bucket><Name>{}</Name></Bucket></Buckets>{}</R>"
    more = "<ContinuationToken>t</ContinuationToken>"
    service.says(200, page.format("a", more)).says(200, page.format("b", ""))

    names = [each["Name"] for each in aws.pages("s3", "ListBuckets", "Buckets")]

    assert (names, len(answers(into))) == (["a", "b"], 2)


def test_the_same_page_for_ever_is_an_error(wire, service):
    aws, _ = wire
    service.says(200, "<R><Buckets/><ContinuationToken>t</ContinuationToken></R>")

    with pytest.raises(SourceIncomplete, match="ListAllMyBuckets"):
        list(aws.pages("s3", "ListBuckets", "Buckets"))


def test_a_token_that_expires_between_pages_fails_the_listing(wire, service):
    aws, into = wire
    service.says(200, "<R><Buckets/><ContinuationToken>t</ContinuationToken></R>")
    service.says(400, error("ExpiredToken"))

    with pytest.raises(SourceUnreachable) as caught:
        list(aws.pages("s3", "ListBuckets", "Buckets"))

    assert (caught.value.cause, len(answers(into))) == (Cause.CREDENTIALS, 2)


@pytest.mark.parametrize(
    "text", ["<R/>", "<R><Buckets><Bucket><CreationDate>x</CreationDate></Bucket></Buckets></R>"]
)
def test_a_page_that_cannot_be_read_is_an_error(wire, service, text):
    aws, _ = wire
    service.says(200, text)

    with pytest.raises(SourceIncomplete) as caught:
        list(aws.pages("s3", "ListBuckets", "Buckets"))

    assert caught.value.cause is Cause.MALFORMED


def test_nobody_listening_is_unreachable_and_recorded(session, account, collection, service):
    into = collection(s3.SOURCE)
    service.server.server_close()
    aws = BotoAws(session, account, into, endpoint_url=service.url, patience=Patience(attempts=1))

    with pytest.raises(SourceUnreachable, match="EndpointConnectionError") as caught:
        aws.call("s3", "ListBuckets")

    assert (caught.value.cause, answers(into)[0].status) == (Cause.UNREACHABLE, None)
