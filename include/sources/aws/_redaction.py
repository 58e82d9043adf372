"""Takes secrets out of an answer before anybody keeps it, and makes the answer JSON-able.

A value is secret by the name of its field, wherever it stands, or by the name beside it, as in a container's
environment: ``{"name": "DB_PASSWORD", "value": …}``. Tags are the users' own words and stay.
"""

import base64
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

REDACTED = "[redacted]"

# The end of a field's name, in lower case without punctuation: SecretAccessKey, MasterUserPassword.
_SECRET = re.compile(
    r"(password|passphrase|secret|secretkey|secretaccesskey|secretstring|secretbinary|privatekey"
    r"|privatekeypem|apikey|token|token\d+|base32stringseed|qrcodepng|plaintext|plaintextkey"
    r"|canonicalrequest|canonicalrequestbytes|stringtosign|stringtosignbytes|signatureprovided)$"
)
_PAGING = re.compile(r"(next|continuation|pagination|client|request)token$")
_TAGS = frozenset({"tags", "tagset", "taglist"})
_IN_TEXT = re.compile(r"(x-amz-security-token[:=]\s*)[^\s&'\"<]+", re.IGNORECASE)
# A member of XML or JSON text, which may break off in the middle of its value.
_MEMBER = re.compile(
    r"""<(?P<tag>[\w:.-]+)[^<>]*>[^<]+|"(?P<key>[^"\\]+)"\s*:\s*"(?:[^"\\]|\\.)*"""
)
_BEGINS = 500
# A name of a secret has one of these words in it, or is written in escapes.
_WORDS = (
    *(b"pass", b"secret", b"token", b"private", b"api", b"seed", b"png", b"plain"),
    *(b"canonical", b"sign", b"\\u"),
)


def redacted(value: Any) -> Any:
    """Return a JSON-able copy in which every secret reads ``[redacted]``; bytes become text or base64."""
    if isinstance(value, Mapping):
        of_secret = _names_a_secret(value)
        return {
            str(key): _hidden(each)
            if of_secret and _ends(str(key), "value")
            else _member(str(key), each)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(each) for each in value]
    return _plain(value)


def may_hold_secrets(content: bytes) -> bool:
    """Tell of JSON, without decoding it, whether any name in it may be that of a secret."""
    lowered = content.lower()
    return any(word in lowered for word in _WORDS)


def redacted_text(content: bytes) -> str:
    """Return the beginning of an answer that nobody could read, without the secrets of its members."""
    text = content.decode(errors="replace")
    hidden = _MEMBER.sub(_without_secret, text)
    return _IN_TEXT.sub(rf"\1{REDACTED}", hidden)[:_BEGINS]


@lru_cache(maxsize=10_000)
def is_secret_name(name: str) -> bool:
    """Tell whether a field of this name holds a secret."""
    letters = re.sub(r"[^a-z0-9]", "", name.lower())
    return bool(_SECRET.search(letters)) and not _PAGING.search(letters)


def _names_a_secret(value: Mapping[Any, Any]) -> bool:
    """Tell whether a mapping is the pair of a secret's name and value."""
    return any(
        isinstance(each, str) and _ends(str(key), "name", "key") and is_secret_name(each)
        for key, each in value.items()
    )


def _ends(key: str, *words: str) -> bool:
    return key.lower().endswith(words)


def _member(name: str, value: Any) -> Any:
    if name.lower() in _TAGS:
        return _untouched(value)
    return _hidden(value) if is_secret_name(name) else redacted(value)


def _without_secret(member: re.Match[str]) -> str:
    whole, name = member.group(), member.group("tag") or member.group("key")
    # Whose value it is may have been lost with the rest of the answer.
    if not is_secret_name(name) and not _ends(name, "value"):
        return whole
    if member.group("tag"):
        return f"{whole.partition('>')[0]}>{REDACTED}"
    return f'"{name}":"{REDACTED}'


def _hidden(value: Any) -> Any:
    """Hide text and bytes, in lists too; what lies in a mapping is decided by its own names."""
    if isinstance(value, list | tuple):
        return [_hidden(each) for each in value]
    return REDACTED if isinstance(value, str | bytes | bytearray) and value else redacted(value)


def _untouched(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _untouched(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_untouched(each) for each in value]
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | bytearray):
        try:
            return bytes(value).decode()
        except UnicodeDecodeError:
            return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str):
        return _IN_TEXT.sub(rf"\1{REDACTED}", value)
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)
