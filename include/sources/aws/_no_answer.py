"""Tells an answer from what came in its place, and lays out for keeping what nobody could read."""

from typing import Any

from botocore.awsrequest import AWSResponse

from include.model.frozen import sha256
from include.sources.aws._redaction import redacted_text

_HEAD_OF_PAGE = 100


def no_answer(came: AWSResponse | None) -> str | None:
    """Name what came instead of an answer; None when nothing speaks against it."""
    if came is None or not came.content.strip():
        return "EmptyAnswer"
    return "HtmlError" if is_web_page(came) else None


def is_web_page(came: AWSResponse) -> bool:
    """Tell a page made for people, by what it says it is or by how it begins."""
    head = came.content[:_HEAD_OF_PAGE].lstrip().lower()
    is_html = head.startswith((b"<html", b"<!doctype html"))
    # JSON is no web page, whatever the header calls it.
    is_called_html = "html" in came.headers.get("content-type", "") and not head.startswith(b"{")
    return is_html or is_called_html


def as_it_came(came: AWSResponse) -> dict[str, Any]:
    """Lay out an answer that nobody could read in botocore's form: what it was, and how it began."""
    headers = {str(name).lower(): str(value) for name, value in came.headers.items()}
    return {
        "ResponseMetadata": {"HTTPStatusCode": came.status_code, "HTTPHeaders": headers},
        "Unreadable": {
            "Bytes": len(came.content),
            "Sha256": sha256(came.content),
            "ContentType": headers.get("content-type"),
            "Begins": redacted_text(came.content),
        },
    }
