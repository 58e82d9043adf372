"""Access Analyzer, which moto does not have: its two lists, answered as moto answers for its own services."""

import json
import re
from pathlib import Path
from typing import Any, Literal

from flask import Flask
from moto.core.responses import BaseResponse
from moto.core.utils import convert_to_flask_response
from moto.moto_server.werkzeug_app import (
    BackendRequest,
    DomainDispatcherApplication,
    create_backend_app,
)
from pydantic import RootModel

from include.model.account import AccountId
from include.model.files import read_yaml
from include.model.frozen import Frozen
from tests.demo.emulated_aws.organization import FOR_EVERYBODY
from tests.demo.emulated_aws.paging import page
from tests.demo.emulated_aws.seeds import Age
from tests.demo.emulated_aws.world import World

_SEED = Path(__file__).parents[1] / "aws" / "access_analyzer.yaml"
_SERVICE = "accessanalyzer"
_HOST = re.compile(r"https?://access-analyzer\.(.+)\.amazonaws\.com")
_MADE = 400  # days ago


class FindingSeed(Frozen):
    """What the Region's analyzer of external access found."""

    id: str
    region: str
    age: Age
    type: str
    resource: str
    status: Literal["ACTIVE", "ARCHIVED", "RESOLVED"] = "ACTIVE"


class AccountSeed(Frozen):
    """An account: by Region the types of its analyzers, where there is not one of external access alone."""

    instead: dict[str, tuple[str, ...]] = {}
    findings: tuple[FindingSeed, ...] = ()


class Seed(RootModel[dict[AccountId, AccountSeed]]):
    """All accounts."""


def seed(world: World) -> None:
    """Make each account's analyzers, and what they found."""
    for account, read in read_yaml(_SEED, Seed).root.items():
        types: dict[str, tuple[str, ...]] = dict.fromkeys(FOR_EVERYBODY, ("ACCOUNT",))
        for region, kinds in (types | read.instead).items():
            made = [_analyzer(world, account, region, kind) for kind in kinds]
            world.analyzers[account, region] = made
        for each in read.findings:
            arn = _arn(account, each.region, "ACCOUNT")
            world.access_findings.setdefault(arn, []).append(_finding(world, account, each))


def _arn(account: str, region: str, kind: str) -> str:
    return f"arn:aws:access-analyzer:{region}:{account}:analyzer/{kind.lower()}"


def _at(world: World, age: float) -> str:
    return f"{world.clock.ago(age).isoformat()}Z"


def _analyzer(world: World, account: str, region: str, kind: str) -> dict[str, Any]:
    arn = _arn(account, region, kind)
    told = {"arn": arn, "name": kind.lower(), "type": kind, "status": "ACTIVE"}
    return told | {"createdAt": _at(world, _MADE), "lastResourceAnalyzedAt": _at(world, 0)}


def _finding(world: World, account: str, each: FindingSeed) -> dict[str, Any]:
    return {
        "id": each.id,
        "findingType": "ExternalAccess",
        "status": each.status,
        "resource": each.resource,
        "resourceType": each.type,
        "resourceOwnerAccount": account,
        "createdAt": _at(world, each.age),
        "updatedAt": _at(world, each.age),
        "analyzedAt": _at(world, 0),
    }


def dispatcher(world: World) -> DomainDispatcherApplication:
    """Return moto with Access Analyzer beside its own services."""

    def create(service: Any) -> Flask:
        return _application(world) if service == _SERVICE else create_backend_app(service)

    made = DomainDispatcherApplication(create)
    made.backend_url_patterns = [*made.backend_url_patterns, (_SERVICE, _HOST)]
    return made


def _application(world: World) -> Flask:
    class Response(BaseResponse):
        """Reads what was seeded; permissions are asked for where that is switched on."""

        def __init__(self) -> None:
            super().__init__(service_name=_SERVICE)

        def setup_class(self, *arguments: Any, **named: Any) -> None:
            super().setup_class(*arguments, **named)
            self.response_headers["content-type"] = "application/json"
            if not self.body:
                # moto takes the headers for what is signed where a request has no body and no query.
                self.data = {}

        def list_analyzers(self) -> str:
            made = world.analyzers.get((self.current_account, self.region), [])
            return self._page("analyzers", made)

        def list_findings_v2(self) -> str:
            wanted = json.loads(self.body).get("filter", {}).get("status", {}).get("eq")
            found = world.access_findings.get(json.loads(self.body)["analyzerArn"], [])
            return self._page("findings", [e for e in found if not wanted or e["status"] in wanted])

        def _page(self, key: str, items: list[dict[str, Any]]) -> str:
            asked = json.loads(self.body) if self.body else {}
            token = asked.get("nextToken") or self._get_param("nextToken")
            size = asked.get("maxResults") or self._get_param("maxResults")
            part, following = page(items, token, size)
            return json.dumps({key: part} | ({"nextToken": following} if following else {}))

    app = Flask("moto")
    app.request_class = BackendRequest
    for path in ("/analyzer", "/findingv2"):
        view = convert_to_flask_response(Response.dispatch)
        app.add_url_rule(path, endpoint=path, methods=["GET", "POST"], view_func=view)
    return app
