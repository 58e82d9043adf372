"""What was observed of AWS organisations, read from the locker: what ``discover`` of scope.yaml goes by."""

from collections.abc import Callable, Iterator
from pathlib import Path

from include.locker.store import Locker
from include.model.company import Company, read_company
from include.model.discovered import with_discovered
from include.model.discovery import Member, OrganizationSeen
from include.model.record import CollectionStatus, Manifest

DATASET = "aws_organization_accounts"


def known_company(folder: Path, opened: Callable[[], Locker]) -> Company:
    """Read a company's files, with the accounts that ``discover`` finds in what the locker holds.

    The locker is opened only where accounts are discovered.

    Raises:
        DefinitionError: a file is missing or wrong, with file and line.
        LockerCorrupt: an observation is missing, or is not what was recorded.
    """
    company = read_company(folder)
    if company.scope.discover is None:
        return company
    scope = with_discovered(company.scope, tuple(organizations(opened())))
    return company.model_copy(update={"scope": scope})


def organizations(locker: Locker) -> Iterator[OrganizationSeen]:
    """Yield every observation of an organisation's accounts, oldest first.

    A member lists nobody, an account without an organisation itself alone, and an earlier version of the
    source neither units nor tags: none of that says who is in an organisation.
    """
    records = (entry.record for entry in locker.entries_that_say(f'"dataset":"{DATASET}"'))
    manifests = [
        each
        for each in records
        if isinstance(each, Manifest)
        and each.dataset == DATASET
        and each.status is CollectionStatus.COLLECTED
    ]
    # Most observations hold the same rows as the one before.
    read: dict[str | None, tuple[Member, ...]] = {}
    for manifest in sorted(manifests, key=lambda each: each.observed_at):
        if manifest.row_hash not in read:
            read[manifest.row_hash] = _members(locker, manifest)
        if members := read[manifest.row_hash]:
            yield OrganizationSeen(
                observed_by=manifest.scope.id,
                observed_on=manifest.interval.start.date(),
                members=members,
            )


def _members(locker: Locker, manifest: Manifest) -> tuple[Member, ...]:
    if manifest.parquet is None:
        return ()
    table = locker.table(manifest.parquet)
    if "ou_path" not in table.column_names:
        return ()
    rows = table.to_pylist(maps_as_pydicts="strict")
    if not any(row["is_management"] for row in rows):
        return ()
    return tuple(Member(**{name: row[name] for name in Member.model_fields}) for row in rows)
