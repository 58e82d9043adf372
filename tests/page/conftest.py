"""A warehouse that was loaded, and the page on it, asked as by a browser with a user's token."""

import asyncio
import uuid
from datetime import timedelta

import pytest

from include.load import load
from tests.load.written import FIRST, SANDBOX, SECOND, Written
from tests.warehouse.fixtures import postgres

__all__ = ["postgres"]

SEEN = FIRST.start + timedelta(minutes=9)
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def warehouse(postgres, tmp_path_factory):
    """Sixty deviating users, one who was mended, one elsewhere whose name is markup; two collections."""
    written = Written(tmp_path_factory.mktemp("page") / "locker")
    written.collect(FIRST, dataset="aws_iam_keys", missing_permission="iam:GetCredentialReport")
    written.collect(FIRST)
    written.collect(FIRST, status="collected", cause=None, observed_at=SEEN, received_items=1)
    users = {f"user-{number:03}": "deviating" for number in range(60)}
    written.judge(users | {"mended": "deviating"})
    written.judge(users | {"mended": "conforming"}, SECOND)
    written.judge({HOSTILE: "deviating"}, scope=SANDBOX)
    uri = postgres.create_database(f"test_{uuid.uuid4().hex}")
    load(written.locker, uri)
    return uri


@pytest.fixture
def token(monkeypatch):
    """Sign a user's token, as at sign-in; Airflow's database, which knows who signed out, is not there."""
    from airflow.api_fastapi.app import init_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
    from airflow.models.revoked_token import RevokedToken

    manager = init_auth_manager()
    monkeypatch.setattr(RevokedToken, "is_revoked", lambda *_, **__: False)

    def of(role):
        return manager.generate_jwt(SimpleAuthManagerUser(username=f"a {role}", role=role))

    return of


@pytest.fixture
def client(warehouse, token):
    """Ask as a browser does, with the token of somebody of a role; ``role=None`` asks without one."""

    def get(path, role="viewer", address=lambda: warehouse, now=SEEN, **query):
        from httpx import ASGITransport, AsyncClient

        from soc2_airflow.page import application

        app = application(address, clock=lambda: now)
        headers = {"Authorization": f"Bearer {token(role)}"} if role else {}

        async def ask():
            async with AsyncClient(transport=ASGITransport(app), base_url="http://page") as asked:
                return await asked.get(path, params=query, headers=headers)

        return asyncio.run(ask())

    return get
