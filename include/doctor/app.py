"""Holds what a GitHub App was given against what the sources need: nothing less, and nothing that writes."""

from collections.abc import Iterator, Mapping

from include.sources.policy import SHIPPED_APP, actions

_READ = "read"


def app_findings(organization: str, granted: Mapping[str, str]) -> Iterator[str]:
    """Yield a line per permission that the App lacks, and per one that lets it write."""
    for action in actions("github"):
        _, permission, _ = action.split(":")
        if permission not in granted:
            yield (
                f"github_org {organization}: the App may not read {permission}; give it what {SHIPPED_APP} "
                "has, and let an owner accept that"
            )
    for permission, level in sorted(granted.items()):
        if level != _READ:
            yield (
                f"github_org {organization}: the App may {level} {permission}; a collector only reads: "
                "take it back"
            )
