"""A wire to S3 that breaks where a test says: before a request arrives, or before its answer comes back."""

import io

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError

EXPIRED = (
    b"<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>"
)


class BrokenWire:
    """Stands where botocore's own session stands; ``breaks`` says of a request what becomes of it."""

    def __init__(self, locker, breaks):
        self._endpoint = locker.storage.objects._client._endpoint
        self._session, self._breaks = self._endpoint.http_session, breaks
        self.seen = []

    def __enter__(self):
        self._endpoint.http_session = self
        return self

    def __exit__(self, *_):
        self._endpoint.http_session = self._session

    def send(self, request):
        name = f"{request.method} {request.url.partition('/evidence/of/acme/')[2]}"
        self.seen.append(name)
        how = self._breaks(name)
        if how == "before":
            raise ConnectionClosedError(endpoint_url=request.url, request=request)
        if how == "expired":
            return AWSResponse(request.url, 400, {}, _Raw(EXPIRED))
        answer = self._session.send(request)
        if how == "after":
            raise ConnectionClosedError(endpoint_url=request.url, request=request)
        return answer

    def close(self):
        self._session.close()


class _Raw(io.BytesIO):
    def stream(self, *_, **__):
        yield self.read()


def once(beginning, how):
    """Break the first request that begins so."""
    left = [how]
    return lambda name: left.pop() if left and name.startswith(beginning) else None


def always(beginning, how):
    return lambda name: how if name.startswith(beginning) else None
