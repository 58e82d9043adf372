"""Takes secrets out of what GitHub answered before anybody keeps it: by a field's name, and by their form."""

import re
from collections.abc import Mapping
from typing import Any

REDACTED = "[redacted]"

# temp_clone_token stands in answers about private repositories, secret in those about webhooks.
_NAMES = re.compile(r"(^|_)(token|secret|password|pem|private_key)$", re.IGNORECASE)
_FORMS = re.compile(
    r"\b(gh[a-z]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}|v1\.[0-9a-f]{40})"
    r"|(?<=authorization: )\S+ ?\S+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)",
    re.IGNORECASE,
)


def redacted(value: Any) -> Any:
    """Return a copy in which every secret reads ``[redacted]``."""
    if isinstance(value, Mapping):
        return {key: _member(str(key), each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(each) for each in value]
    return _FORMS.sub(REDACTED, value) if isinstance(value, str) else value


def _member(name: str, value: Any) -> Any:
    is_secret = isinstance(value, str) and value and _NAMES.search(name)
    return REDACTED if is_secret else redacted(value)
