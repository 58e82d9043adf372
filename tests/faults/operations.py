"""Names what a request to AWS asks, where no header says so."""

from urllib.parse import parse_qs, unquote, urlsplit

_OF_A_BUCKET = {
    "acl": "GetBucketAcl",
    "encryption": "GetBucketEncryption",
    "lifecycle": "GetBucketLifecycleConfiguration",
    "location": "GetBucketLocation",
    "logging": "GetBucketLogging",
    "object-lock": "GetObjectLockConfiguration",
    "ownershipControls": "GetBucketOwnershipControls",
    "policy": "GetBucketPolicy",
    "policyStatus": "GetBucketPolicyStatus",
    "publicAccessBlock": "GetPublicAccessBlock",
    "tagging": "GetBucketTagging",
    "versioning": "GetBucketVersioning",
}

# Services that are asked in JSON and say by the path what is asked.
REST_JSON = {"/analyzer": "ListAnalyzers", "/findingv2": "ListFindingsV2"}


def what(path: str, body: bytes) -> tuple[str, str]:
    """Name the operation that is asked, and the bucket, object, folder or user it is about."""
    asked = parse_qs(body.decode(errors="replace"))
    if "Action" in asked:
        return asked["Action"][0], asked.get("UserName", [""])[0]
    where = urlsplit(path)
    if where.path in REST_JSON:
        return REST_JSON[where.path], ""
    if "/configuration/publicAccessBlock" in where.path:
        return "GetPublicAccessBlock", "the account"
    bucket, _, key = where.path.strip("/").partition("/")
    query = parse_qs(where.query, keep_blank_values=True)
    if key:
        return "GetObject", unquote(key)
    if "list-type" in query:
        return "ListObjectsV2", query.get("prefix", [""])[0]
    named = next((name for key, name in _OF_A_BUCKET.items() if key in query), None)
    return (named, bucket) if bucket and named else ("ListBuckets", "")
