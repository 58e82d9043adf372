"""Where a company keeps its registers, when not in the folder beside ``scope.yaml``."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, StringConstraints, model_validator

from include.model.frozen import Frozen

# An address is shown in messages and in evidence: what opens it is the affair of Git on the host.
_REPOSITORY = re.compile(
    r"/.+|https://[^/@\s]+/\S+|ssh://([\w.-]+@)?[^@\s]+|[\w.-]+@[\w.-]+:\S+|file:///\S+"
)
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/\S*)?")


def _repository(text: str) -> str:
    if not _REPOSITORY.fullmatch(text):
        # Not repeated here: it may be wrong for the password in it.
        raise ValueError(
            "no address of a repository; write https://host/path without user and password, "
            "ssh://git@host/path, or the full path of a clone"
        )
    return text


def _bucket(text: str) -> str:
    if not _BUCKET.fullmatch(text):
        raise ValueError(f"{text} is no place in S3; write s3://bucket/prefix")
    return text


class RegistersPlace(Frozen):
    """A Git repository at a commit (or a branch's last), or an S3 prefix that an account can read."""

    git: Annotated[str, AfterValidator(_repository)] | None = None
    at: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_./-]*$")] | None = None
    folder: Annotated[str, StringConstraints(pattern=r"^(\.|[A-Za-z0-9_][^:\s]*)$")] = "registers"
    s3: Annotated[str, AfterValidator(_bucket)] | None = None
    account: str | None = None

    @model_validator(mode="after")
    def _is_one_place(self) -> Self:
        if (self.git is None) == (self.s3 is None):
            raise ValueError("name one place: git with at, or s3 with account")
        if (self.git is None) != (self.at is None):
            raise ValueError("git and at belong together: a repository, and its commit or branch")
        if (self.s3 is None) != (self.account is None):
            raise ValueError(
                "s3 and account belong together: the account in scope that can read it"
            )
        return self
