"""Says what a refused permission costs: the datasets it fills, and the control tests that read them."""

from collections.abc import Iterable, Sequence

from include import sources
from include.model.record import CollectionStatus, Manifest

SHIPPED_POLICY = "deploy/aws/collector-policy.json"
SHIPPED_APP = "deploy/github/permissions.json"


def denials(manifests: Sequence[Manifest]) -> tuple[str, ...]:
    """Return one line per permission that was refused to one extract, sorted; none when none was."""
    actions = sorted({action for each in manifests for action in each.denied_calls})
    return tuple(_line(action, manifests) for action in actions)


def affected(action: str, manifests: Iterable[Manifest]) -> tuple[Manifest, ...]:
    """List the collections that an action was refused to, or that fail for want of what it gives."""
    return tuple(
        each
        for each in manifests
        if action in each.denied_calls
        or (each.status is CollectionStatus.FAILED and action in _needed(each))
    )


def _needed(manifest: Manifest) -> tuple[str, ...]:
    """List the permissions that a dataset's source declares for it."""
    datasets = sources.load(manifest.source).SOURCE.datasets
    return next((each.permissions for each in datasets if each.name == manifest.dataset), ())


def _line(action: str, manifests: Sequence[Manifest]) -> str:
    # Reading all tests takes DuckDB and a moment, which only a refusal is worth.
    from include.control_tests.reading import tests_reading  # noqa: PLC0415

    hit = affected(action, manifests)
    refused = max(each.denied_calls.get(action, 0) for each in hit)
    losses = "; ".join(
        f"{each.dataset} {'was not collected' if _failed(each) else 'is read in part'}"
        for each in hit
    )
    tests = ", ".join(tests_reading(each.dataset for each in hit)) or "none"
    scope = hit[0].scope
    return (
        f"{scope.kind} {scope.id} ({scope.name}): {action} was denied {refused} time(s) to "
        f"{hit[0].caller or 'the collector'}: {losses}; control tests that read this: {tests}; "
        f"allow the action {_as(action, hit[0])}, then run again"
    )


def _as(action: str, manifest: Manifest) -> str:
    """Say which example to follow: what is shipped, but for a bucket that the company itself chose."""
    if manifest.source.startswith("registers."):
        return "where scope.yaml says that the registers lie"
    return f"as {SHIPPED_APP if action.startswith('github:') else SHIPPED_POLICY} does"


def _failed(manifest: Manifest) -> bool:
    return manifest.status is CollectionStatus.FAILED
