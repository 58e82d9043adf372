"""A web server that stands in for AWS and says what it is told, and a client of it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from include.sources.aws import Patience, s3
from include.sources.aws._wire import BotoAws

DATE = "Tue, 24 Nov 2026 03:33:12 GMT"


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
