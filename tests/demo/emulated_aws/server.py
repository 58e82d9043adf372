"""Serves moto, with a few addresses of our own beside AWS's.

``GET /_ready`` answers 200; ``POST /_demo/fix`` with ``{"defect": "<id>"}`` repairs a planted defect;
``POST /_demo/now`` with ``{"now": "<ISO 8601 with zone>"}`` moves its clock and no date of what it holds.
With ``--authorise``: ``PUT /_demo/policy`` replaces the collectors' IAM policy in every account, and
``GET /_demo/asked`` tells by account which IAM actions were asked for since then, and how often.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import BaseWSGIServer, make_server

from tests.demo.emulated_aws.access_analyzer import dispatcher
from tests.demo.emulated_aws.authorising import allow
from tests.demo.emulated_aws.repairs import REPAIRS
from tests.demo.emulated_aws.world import World

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class QuietHandler(MotoRequestHandler):
    """moto's handler without a line on the terminal for every request."""

    def log_request(self, *_: object, **__: object) -> None:
        """Say nothing; the collector's own record of calls is what counts."""


def serve(world: World, host: str, port: int) -> BaseWSGIServer:
    """Bind the port (0: any free one) and return the server, ready to ``serve_forever``."""
    application = _application(world, dispatcher(world))
    return make_server(host, port, application, threaded=True, request_handler=QuietHandler)


def _application(world: World, aws: Wsgi) -> Wsgi:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        if asked == "GET /_ready":
            status, body = HTTPStatus.OK, {"accounts": sorted(world.accounts)}
        elif asked == "POST /_demo/fix":
            status, body = _fix(world, _body(environ))
        elif asked == "POST /_demo/now":
            status, body = _move(world, _body(environ))
        elif asked == "PUT /_demo/policy":
            allow(world, json.loads(_body(environ)))
            status, body = HTTPStatus.OK, {"accounts": sorted(world.collectors)}
        elif asked == "GET /_demo/asked":
            status, body = HTTPStatus.OK, _asked(world)
        else:
            return aws(environ, start_response)
        content = json.dumps(body).encode() + b"\n"
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
        start_response(f"{status.value} {status.phrase}", headers)
        return [content]

    return answer


def _body(environ: dict[str, Any]) -> bytes:
    return bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))


def _asked(world: World) -> dict[str, dict[str, int]]:
    """Lay out the calls by account and IAM action."""
    return {
        account: {action: n for (where, action), n in world.asked.items() if where == account}
        for account in world.collectors
    }


def _move(world: World, body: bytes) -> tuple[HTTPStatus, dict[str, Any]]:
    try:
        world.clock.move(datetime.fromisoformat(json.loads(body)["now"]))
    except (ValueError, TypeError, KeyError):
        return HTTPStatus.BAD_REQUEST, {"error": 'expected {"now": "<ISO 8601 with zone>"}'}
    return HTTPStatus.OK, {"now": world.clock.now().isoformat()}


def _fix(world: World, body: bytes) -> tuple[HTTPStatus, dict[str, Any]]:
    try:
        defect = json.loads(body)["defect"]
    except (ValueError, TypeError, KeyError):
        return HTTPStatus.BAD_REQUEST, {"error": 'expected {"defect": "<id of truth.yaml>"}'}
    if defect not in REPAIRS:
        return HTTPStatus.NOT_FOUND, {
            "error": f"no repair for {defect!r}",
            "known": sorted(REPAIRS),
        }
    repair = REPAIRS[defect]
    repair(world)
    also = sorted(each for each, same in REPAIRS.items() if same is repair)
    return HTTPStatus.OK, {"repaired": also}
