"""Reads GitHub's credentials out of the connection ``github_default``.

Its password is a token, or an App's private key with extra ``app_id`` and ``installation_id``.
"""

from typing import TYPE_CHECKING, Any

from include.model.errors import DefinitionError

if TYPE_CHECKING:
    from github import Auth

CONNECTION = "github_default"


def auth(password: str | None, extra: dict[str, Any]) -> "Auth.Auth":
    """Return how to sign in: by a token, or as the App whose key the password is.

    Raises:
        DefinitionError: there is no password, or an App's installation is not named.
    """
    from github import Auth

    from include.sources import github

    if not password:
        raise DefinitionError(
            f"connection {CONNECTION}: no password; set it to a token or an App's key"
        )
    if "app_id" not in extra:
        return Auth.Token(password)
    return github.app(*app(password, extra))


def app(password: str, extra: dict[str, Any]) -> tuple[int | str, str, int]:
    """Read an App's id, key and installation out of a connection.

    Raises:
        DefinitionError: the installation is missing, or is no number.
    """
    if "installation_id" not in extra:
        raise DefinitionError(
            f"connection {CONNECTION}: no installation_id beside app_id; set it in the extra"
        )
    number = str(extra["installation_id"])
    if not number.isdecimal():
        raise DefinitionError(
            f"connection {CONNECTION}: installation_id is {number!r}; set it to the number that GitHub shows"
        )
    # Where a connection is given as a URI or a variable, a key's lines are often joined by \\n.
    return extra["app_id"], password.replace("\\n", "\n"), int(number)
