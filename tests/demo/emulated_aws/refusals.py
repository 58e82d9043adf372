"""How a service refuses a call: AWS says it in the service's own protocol, moto in one form for all."""

import json
from xml.sax.saxutils import escape

from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException

# The names that a refusal has where it is not IAM, STS or S3 that refuses.
_NAMES = {
    "json": {
        "AccessDenied": "AccessDeniedException",
        "InvalidClientTokenId": "UnrecognizedClientException",
        "SignatureDoesNotMatch": "InvalidSignatureException",
    },
    "ec2": {
        "AccessDenied": "UnauthorizedOperation",
        "InvalidClientTokenId": "AuthFailure",
        "SignatureDoesNotMatch": "AuthFailure",
    },
}
_REQUEST = "00000000-0000-4000-8000-000000000000"


def in_its_own_words(service: str, refusal: HTTPException) -> str:
    """Rewrite moto's refusal as the service would write it, and return its content type."""
    protocol = get_service_model(service).metadata["protocol"]
    name, message = refusal.error_type, str(refusal.message)
    if protocol in {"json", "rest-json"}:
        name = _NAMES["json"].get(name, name)
        refusal.code = 400 if protocol == "json" else 403
        refusal.description = json.dumps({"__type": name, "message": message})
        return "application/x-amz-json-1.1"
    name = _NAMES.get(protocol, {}).get(name, name)
    error = f"<Error><Code>{name}</Code><Message>{escape(message)}</Message></Error>"
    refusal.description = (
        f"<Response><Errors>{error}</Errors><RequestID>{_REQUEST}</RequestID></Response>"
        if protocol == "ec2"
        else f"<ErrorResponse>{error}<RequestId>{_REQUEST}</RequestId></ErrorResponse>"
    )
    return "text/xml"
