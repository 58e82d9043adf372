"""A company with few buckets, listed one a page."""

import re
from urllib.parse import parse_qs, urlsplit

BUCKETS_A_PAGE = 1
KEPT = ("analytics", "customer-exports", "evidence", "flow-logs")
_BUCKET = re.compile(rb"(?s)<Bucket>.*?</Bucket>")
_KEPT = tuple(f"-{name}".encode() for name in KEPT)
_END = b"</ListAllMyBucketsResult>"


def page_of_buckets(everything: bytes, path: str) -> bytes:
    """Cut the page that is asked for out of the whole list."""
    start = int(parse_qs(urlsplit(path).query).get("continuation-token", ["0"])[0])
    listed = _BUCKET.findall(everything)
    head, tail = everything.split(listed[0])[0], everything.split(listed[-1])[1]
    kept = [each for each in listed if each.split(b"</Name>")[0].endswith(_KEPT)]
    page = b"".join(kept[start : start + BUCKETS_A_PAGE])
    if start + BUCKETS_A_PAGE < len(kept):
        token = f"<ContinuationToken>{start + BUCKETS_A_PAGE}</ContinuationToken>".encode()
        tail = tail.replace(_END, token + _END)
    return head + page + tail
