"""The addresses of the page and who may open them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.core_api.security import requires_access_view
from fastapi import Depends, FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from include.model.errors import DefinitionError, WarehouseUnreachable
from include.model.interval import utc_now
from soc2_airflow.page import views
from soc2_airflow.page.render import render
from soc2_airflow.reading import Reader

PREFIX = "/soc2"
_LONGEST_SEARCH = 200
_QUESTIONS = Path(__file__).parent / "sql"
# Server-rendered: no script, no font, no image from anywhere; Airflow itself shows it in a frame.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


def _reader(request: Request) -> Iterator[Reader]:
    with Reader.open(request.app.state.address(), _QUESTIONS) as opened:
        yield opened


Opened = Annotated[Reader, Depends(_reader)]


def application(address: Callable[[], str], *, clock: Callable[[], datetime] = utc_now) -> FastAPI:
    """Build the app; ``address`` gives the warehouse's URI when a page is asked for.

    Whoever may open Airflow's website may read it: no page changes anything, and auditors hold no more.
    """
    app = FastAPI(
        title="Compliance",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(requires_access_view(AccessView.WEBSITE))],
    )

    app.state.address = address

    @app.get("/", response_class=HTMLResponse)
    def now(read: Opened) -> HTMLResponse:
        return _page("now", views.now(read, clock()))

    @app.get("/calendar", response_class=HTMLResponse)
    def calendar(
        read: Opened, month: Annotated[str | None, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] = None
    ) -> HTMLResponse:
        first = date.fromisoformat(f"{month or clock().strftime('%Y-%m')}-01")
        return _page("calendar", views.calendar(read, first))

    @app.get("/deviations", response_class=HTMLResponse)
    def deviations(
        read: Opened,
        q: Annotated[str, Query(max_length=_LONGEST_SEARCH)] = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> HTMLResponse:
        return _page("deviations", views.deviations(read, q.strip(), page))

    @app.get("/evidence", response_class=HTMLResponse)
    def evidence(
        read: Opened, run: Annotated[str | None, Query(max_length=_LONGEST_SEARCH)] = None
    ) -> HTMLResponse:
        return _page("evidence", views.evidence(read, run))

    @app.get("/tests/{test_id}", response_class=HTMLResponse)
    def test(read: Opened, test_id: str) -> HTMLResponse:
        found = views.test(read, test_id)
        if found is None:
            raise HTTPException(404, f"no control test {test_id!r} was ever judged")
        return _page("test", found)

    @app.exception_handler(DefinitionError)
    @app.exception_handler(WarehouseUnreachable)
    def unreachable(_: Request, error: Exception) -> HTMLResponse:
        return _page("unreachable", {"message": str(error)}, status=503)

    return app


def _page(name: str, content: dict[str, Any], *, status: int = 200) -> HTMLResponse:
    return HTMLResponse(render(name, content), status_code=status, headers=_HEADERS)
