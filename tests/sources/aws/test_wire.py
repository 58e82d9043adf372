import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest

from include.model.errors import Cause, SourceError, SourceIncomplete, SourceUnreachable
from include.model.scope import AwsAccount, ScopeFile
from include.sources.aws import Patience, assume, by_hand, connect, s3
from include.sources.aws._endpoints import host_of, is_aws_host
from include.sources.aws._failures import action_of, cause_of
from include.sources.aws._wire import BotoAws

DATE = "Tue, 24 Nov 2026 03:33:12 GMT"
HTML = "<!doctype html><html><title>404 Not Found</title><h1>Not Found</h1></html>"
TIDY_HTML = "<html><head><title>Not Found</title></head><body>Not Found</body></html>"


def error(code, **more):
    extra = "".join(f"<{key}>{value}</{key}>" for key, value in more.items())
    return f"<Error><Code>{code}</Code><Message>no</Message>{extra}</Error>"


def query_error(code):
    return (
        f"<ErrorResponse><Error><Code>{code}</Code></Error><RequestId>r</RequestId></ErrorResponse>"
    )


class Service:
    """A web server that gives the answers it is told, in order, the last one for ever."""

    def __init__(self):
        self.answers, self.requests = [], []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self):
                length = int(self.headers.get("content-length") or 0)
                self.rfile.read(length)
                service.requests.append((self.headers["host"], self.path))
                queue = service.answers
                status, kind, text = queue.pop(0) if len(queue) > 1 else queue[0]
                self.send_response_only(status)
                self.send_header("Date", DATE)
                self.send_header("Content-Type", kind)
                self.send_header("x-amz-request-id", "REQUEST1")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_POST = do_HEAD = _answer  # noqa: N815

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def says(self, status, text, kind="application/xml"):
        self.answers.append((status, kind, text))
        return self


@pytest.fixture
def service():
    running = Service()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def wire(session, account, collection, service):
    """Return a client of the service above, and the collection that it records into."""
    into = collection(s3.SOURCE)
    aws = BotoAws(session, account, into, endpoint_url=service.url, patience=Patience(attempts=1))
    yield aws, into
    aws.close()


def answers(into):
    return into.readings["aws_s3_buckets"].answers


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ((403, error("AccessDenied"), "application/xml"), Cause.DENIED),
        ((403, error("AllAccessDisabled"), "application/xml"), Cause.DENIED),
        ((503, error("SlowDown"), "application/xml"), Cause.THROTTLED),
        ((400, error("ExpiredToken"), "application/xml"), Cause.CREDENTIALS),
        (
            (403, error("InvalidAccessKeyId"), "application/xml"),
            Cause.CREDENTIALS,
        ),
        ((404, error("NoSuchBucket"), "application/xml"), Cause.VANISHED),
        ((500, error("InternalError"), "application/xml"), Cause.UNREACHABLE),
        ((501, error("NotImplemented"), "application/xml"), Cause.UNIMPLEMENTED),
        ((404, HTML, "text/html"), Cause.MALFORMED),
        ((500, HTML, "text/html"), Cause.MALFORMED),
        ((404, TIDY_HTML, "text/html"), Cause.MALFORMED),
        ((200, TIDY_HTML, "text/html"), Cause.MALFORMED),
        ((200, "", "application/xml"), Cause.MALFORMED),
        (
            (200, "<VersioningConfiguration><Sta", "application/xml"),
            Cause.MALFORMED,
        ),
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


@pytest.fixture
def _no_credentials(monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))


@pytest.mark.usefixtures("_no_credentials")
def test_no_credentials_is_said_before_anything_is_asked(account, collection, service):
    with pytest.raises(SourceUnreachable, match="renew the credentials") as caught:
        connect(boto3.Session(), account, collection(s3.SOURCE), endpoint_url=service.url)

    assert (caught.value.cause, service.requests) == (Cause.CREDENTIALS, [])


def test_s3control_is_asked_at_the_endpoint_itself_and_names_the_account(wire, service):
    aws, into = wire
    service.says(404, error("NoSuchPublicAccessBlockConfiguration"))

    aws.call(
        "s3control",
        "GetPublicAccessBlock",
        absent=("NoSuchPublicAccessBlockConfiguration",),
        AccountId="123456789012",
    )

    assert service.requests[0][0] == service.url.removeprefix("http://")
    assert into.emulated


IDENTITY = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::{0}:user/a</Arn>"
    "<Account>{0}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)


def test_connecting_says_who_asks_where_and_that_it_is_emulated(
    session, account, collection, service
):
    into = collection(s3.SOURCE)
    service.says(200, IDENTITY.format("123456789012"), "text/xml")

    connect(session, account, into, endpoint_url=service.url)

    assert into.caller == "arn:aws:iam::123456789012:user/a"
    assert (into.endpoint_host, into.emulated) == (host_of(service.url), True)
    assert answers(into)[0].operation == "GetCallerIdentity"


def test_credentials_of_another_account_are_refused(session, account, collection, service):
    service.says(200, IDENTITY.format("210987654321"), "text/xml")

    with pytest.raises(
        SourceUnreachable, match=r"of account 210987654321, scope\.yaml says 123456789012"
    ):
        connect(session, account, collection(s3.SOURCE), endpoint_url=service.url)


def test_what_the_connection_says_about_emulation_wins(session, account, collection, service):
    into = collection(s3.SOURCE)
    service.says(200, IDENTITY.format("123456789012"), "text/xml")

    connect(session, account, into, emulated=False, endpoint_url=service.url)

    assert into.emulated is False


@pytest.mark.parametrize(
    ("url", "is_aws"),
    [
        ("https://iam.amazonaws.com", True),
        ("https://s3.cn-north-1.amazonaws.com.cn", True),
        ("https://s3.dualstack.us-east-1.amazonaws.com", True),
        ("https://sts.us-east-1.api.aws", True),
        ("http://localhost:4566", False),
        ("https://amazonaws.com.example.org", False),
        ("https://notamazonaws.com", False),
    ],
)
def test_aws_is_told_from_what_stands_in_for_it_by_its_host(url, is_aws):
    assert is_aws_host(host_of(url)) is is_aws


@pytest.mark.parametrize(
    ("service_name", "operation", "action"),
    [
        ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
        ("s3", "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
        ("s3control", "GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
        ("s3", "GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"),
        ("s3", "GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
        ("s3", "GetBucketVersioning", "s3:GetBucketVersioning"),
        ("iam", "ListMFADevices", "iam:ListMFADevices"),
    ],
)
def test_an_operation_names_the_permission_it_needs(service_name, operation, action):
    assert action_of(service_name, operation) == action


def test_a_role_that_may_not_be_assumed_is_what_is_named(session, account, collection, service):
    role = AwsAccount(
        id=account.id,
        name="production",
        environment="production",
        role_arn="arn:aws:iam::123456789012:role/soc2-collector",
        external_id="not-to-be-shown",
    )
    service.says(403, query_error("AccessDenied"), "text/xml")

    with pytest.raises(SourceUnreachable, match="sts:AssumeRole was denied") as caught:
        connect(
            assume(session, role, endpoint_url=service.url),
            account,
            collection(s3.SOURCE),
            endpoint_url=service.url,
        )

    assert caught.value.action == "sts:AssumeRole"
    assert "not-to-be-shown" not in str(caught.value)


COMPANY = ScopeFile.model_validate(
    {
        "company": "Example",
        "starts_on": "2026-01-01",
        "aws_accounts": [{"id": "123456789012", "name": "p", "environment": "production"}],
    }
)


def test_a_profile_that_does_not_exist_is_one_clear_line(monkeypatch, tmp_path, account):
    monkeypatch.setenv("AWS_PROFILE", "nope")

    with pytest.raises(SourceUnreachable, match=r"profile \(nope\) could not be found; mend"):
        by_hand(account, COMPANY, tmp_path)


def test_the_shell_connects_with_its_own_chain_and_endpoint(
    monkeypatch, account, collection, service
):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
    service.says(200, IDENTITY.format("123456789012"), "text/xml")
    into = collection(s3.SOURCE)

    by_hand(account, COMPANY, None)(account, into)

    assert into.endpoint_host == host_of(service.url)


def test_a_region_that_is_none_is_one_clear_line(account, collection, service):
    nowhere = boto3.Session("testing", "testing", region_name="mars north")

    with pytest.raises(SourceUnreachable, match="InvalidRegionError"):
        connect(nowhere, account, collection(s3.SOURCE), endpoint_url=service.url)


def test_aws_itself_is_not_emulated(monkeypatch, session, account, collection):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    into = collection(s3.SOURCE)
    aws = BotoAws(session, account, into)

    host = aws.host()

    assert (host, into.emulated) == ("sts.us-east-1.amazonaws.com", False)
    aws.close()
