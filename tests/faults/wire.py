"""A proxy in front of the emulated AWS that lies as it is told, at the wire, call by call.

Honest answers are asked for once and remembered, so that a hundred runs see the same company. Lists are
cut into small pages, and only few buckets exist.
"""

import contextlib
import http.client
import json
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.faults.buckets import page_of_buckets
from tests.faults.operations import REST_JSON, what

ITEMS_A_PAGE = 2
OBJECTS_A_PAGE = 10
DATE = "Mon, 02 Mar 2026 12:05:00 GMT"
_ITEMS_A_PAGE = {
    "ListVirtualMFADevices": ITEMS_A_PAGE,
    "ListUsers": ITEMS_A_PAGE,
    "GetAccountAuthorizationDetails": 20,
    "ListRoles": 10,
}
# Of the services that are asked in JSON: how a page's size is asked for, and how many it gets here.
_JSON_PAGES = {
    "ListAccounts": ("MaxResults", ITEMS_A_PAGE),
    "ListUsers": ("MaxResults", ITEMS_A_PAGE),
    "ListAccountsForParent": ("MaxResults", 1),
    "DescribeLogGroups": ("limit", 1),
    "ListFindingsV2": ("maxResults", 1),
}
_FOLLOWS = re.compile(rb'"[nN]extToken"')
_MAX_ITEMS = re.compile(rb"&MaxItems=\d+")
_SIGNED = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([a-z0-9-]+)/aws4_request")
_TOLD = ("link", "x-amz-meta-")  # in headers: the next page, an object's metadata


class Ending(Enum):
    """How a reply ends."""

    WHOLE = "whole"
    CLOSED = "closed before its announced length"
    RESET = "reset by the peer"
    SILENT = "never begun"


@dataclass(frozen=True)
class Reply:
    """What goes back over the wire; ``sent`` bytes of the body when it does not end whole."""

    status: int
    body: bytes
    kind: str = "text/xml"
    headers: dict[str, str] = field(default_factory=dict)
    ending: Ending = Ending.WHOLE
    sent: int = 0


@dataclass(frozen=True)
class Asked:
    """One request as the fault sees it; ``nth`` counts the operation's calls from 1.

    ``follows``: it asks for a page behind another one; ``region`` is the one that it was signed for.
    """

    service: str
    operation: str
    item: str
    nth: int
    token: str
    is_json: bool
    follows: bool = False
    region: str = ""


Fault = Callable[[Asked, Reply], Reply]


class Wire(ThreadingHTTPServer):
    """Answers as the emulated AWS does, except where the ``fault`` says otherwise."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urlsplit(upstream).netloc
        self.url = f"http://127.0.0.1:{self.server_port}"
        self._lock = threading.Lock()
        self._honest: dict[tuple[str, str, str, bytes], Reply] = {}
        self.lie_with(None)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def lie_with(self, fault: Fault | None) -> None:
        """Begin anew, with this fault or none."""
        with self._lock:
            self.fault, self.counts = fault, Counter()

    def handle_error(self, *_: object) -> None:
        """Say nothing: who reads us hangs up, and that is the point."""

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        target = headers.get("x-amz-target", "")
        operation, item = (target.rpartition(".")[2], "") if target else what(path, body)
        signed = _SIGNED.search(headers.get("authorization", ""))
        is_json = bool(target) or operation in REST_JSON.values()
        with self._lock:
            self.counts[operation] += 1
            asked = Asked(
                service=signed.group(2) if signed else "",
                operation=operation,
                item=_listed(body) if operation in _JSON_PAGES and not item else item,
                nth=self.counts[operation],
                token=headers.get("x-amz-security-token", ""),
                is_json=is_json,
                follows=is_json and bool(_FOLLOWS.search(body)),
                region=signed.group(1) if signed else "",
            )
            honest, fault = self._reply(method, path, headers, body, operation), self.fault
        return fault(asked, honest) if fault else honest

    def _reply(self, method, path, headers, body, operation) -> Reply:
        if operation == "ListBuckets":
            everything = self._ask(method, "/", headers, b"")
            return replace(everything, body=page_of_buckets(everything.body, path))
        if operation in _ITEMS_A_PAGE and "x-amz-target" not in headers:
            body = _MAX_ITEMS.sub(b"", body) + f"&MaxItems={_ITEMS_A_PAGE[operation]}".encode()
        path += f"&max-keys={OBJECTS_A_PAGE}" if operation == "ListObjectsV2" else ""
        if operation in _JSON_PAGES and body.startswith(b"{"):
            size, items = _JSON_PAGES[operation]
            body = json.dumps(json.loads(body) | {size: items}).encode()
        reply = self._ask(method, path, headers, body)
        while b"<State>STARTED" in reply.body:
            reply = self._ask(method, path, headers, body, anew=True)
        return reply

    def _ask(self, method, path, headers, body, *, anew=False) -> Reply:
        signed = _SIGNED.search(headers.get("authorization", ""))
        # A Region has its own answer, where it does not stand in the address.
        is_elsewhere = "x-amz-target" in headers or urlsplit(path).path in REST_JSON
        region = signed.group(1) if signed and is_elsewhere else ""
        key = (headers.get("x-amz-target", path), region, method, body)
        if anew or key not in self._honest:
            upstream = http.client.HTTPConnection(self.upstream, timeout=20)
            passed = {**headers, "host": self.upstream, "content-length": str(len(body))}
            with contextlib.closing(upstream):
                upstream.request(method, path, body, passed)
                came = upstream.getresponse()
                kind = came.headers.get("content-type", "text/xml")
                told = {n: v for n, v in came.headers.items() if n.lower().startswith(_TOLD)}
                self._honest[key] = Reply(came.status, came.read(), kind, told)
        return self._honest[key]


def _listed(body: bytes) -> str:
    """Name what a list is of: all that is asked but the place where it goes on."""
    asked = json.loads(body) if body.startswith(b"{") else {}
    return json.dumps({k: v for k, v in asked.items() if k.lower() != "nexttoken"}, sort_keys=True)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Wire

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.answer(self.command, self.path, headers, body)
        if reply.ending is Ending.SILENT:
            # Until whoever waits gives up and closes.
            self.connection.recv(1)
            self.close_connection = True
            return
        self.send_response_only(reply.status)
        length = str(len(reply.body))
        told = {"Date": DATE, "Content-Type": reply.kind, "Content-Length": length}
        for name, value in (told | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()
        whole = reply.ending is Ending.WHOLE
        self.wfile.write(reply.body if whole else reply.body[: reply.sent])
        self.close_connection = not whole
        if reply.ending is Ending.RESET:
            # Close with a time of zero is a reset; what was sent must have arrived before.
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    do_POST = do_GET  # noqa: N815 - the names are the library's

    log_message = Wire.handle_error
