"""Registers under an S3 prefix: each file in its last version, and one line for what goes wrong."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from include.extract import extract
from include.extract.denials import denials
from include.locker import Locker
from include.model.errors import Cause, DefinitionError, SourceUnreachable
from include.model.frozen import sha256
from include.model.provenance import run
from include.model.reference import RunType
from include.model.registers_place import RegistersPlace
from include.model.scope import AwsAccount, ScopeFile
from include.sources import aws, registers
from include.sources.registers import access, files

WHEN = datetime(2026, 3, 1, 8, tzinfo=UTC)
EMPTY = b"entries: []\n"
REGISTERS = ("administrators", "break_glass_principals", "service_accounts")
HELD = [f"kept/{each}.yaml" for each in REGISTERS]


def company(account="123456789012", s3="s3://acme-compliance/kept/"):
    production = AwsAccount(id="123456789012", name="production", environment="production")
    return ScopeFile(
        company="Example",
        starts_on=date(2026, 1, 1),
        aws_accounts=(production,),
        registers=RegistersPlace(s3=s3, account=account),
    )


def listing(*keys, **more):
    return {"KeyCount": len(keys), "Contents": [{"Key": each} for each in keys], **more}


@pytest.fixture
def collect(tmp_path, collection, fake_aws):
    """Collect one source of registers from what S3 answers."""

    def run(source, listed, got=None):
        answers = {
            "ListObjectsV2": listed,
            "GetObject": got or {"Body": EMPTY, "VersionId": "v1", "LastModified": WHEN},
        }
        into, ours = collection(source.SOURCE), company()
        open_aws = lambda account: lambda scope, into: fake_aws(into, answers)  # noqa: ARG005, E731
        connect = registers.reach(ours, tmp_path, open_aws)
        with into.reading(*source.SOURCE.datasets):
            source.collect(connect(ours.scope("company"), into), into)
        return into

    return run


def error_of(into, dataset="register_service_accounts"):
    return into.readings[dataset].error


def test_a_file_has_the_version_of_its_object_and_when_it_was_written(collect, rows):
    into = collect(files, listing("kept/", *HELD, "kept/notes.txt"))

    found = rows(into, files.FILES)
    assert found[0] == {
        "file": "administrators.yaml",
        "sha256": sha256(EMPTY),
        "is_committed": False,
        "commit": None,
        "author": None,
        "authored_at": None,
        "committed_at": None,
        "place": "s3://acme-compliance/kept/",
        "read_at_commit": None,
        "version_id": "v1",
        "modified_at": WHEN,
    }
    assert len(found) == 3


def test_a_bucket_that_keeps_no_versions_has_none_to_tell(collect, rows):
    into = collect(
        files,
        listing(*HELD),
        lambda Key, **_: {  # noqa: N803
            "Body": EMPTY,
            "LastModified": WHEN,
            **({"VersionId": "null"} if Key == HELD[0] else {}),
        },
    )

    assert {each["version_id"] for each in rows(into, files.FILES)} == {None}


def test_the_text_is_kept_with_the_version_that_was_read(collect):
    into = collect(access, listing(*HELD))

    kept = into.readings["register_administrators"].answers[-1]
    assert kept.body == EMPTY.decode()
    assert kept.parameters == {
        "bucket": "acme-compliance",
        "key": "kept/administrators.yaml",
        "version_id": "v1",
    }


def test_a_register_without_an_object_is_not_kept(collect):
    into = collect(access, listing(*HELD[:2]))

    error = error_of(into)
    assert error.cause is Cause.NOT_KEPT
    assert "s3://acme-compliance/kept/service_accounts.yaml: Example does not keep" in str(error)
    assert into.readings["register_administrators"].error is None


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (listing(), "no object is there; mend registers.s3"),
        (listing("kept/"), "no object is there; mend registers.s3"),
        (listing(*HELD, IsTruncated=True), "did not list everything"),
        ({"KeyCount": 3, "Contents": [{"Key": HELD[0]}]}, "did not list everything"),
    ],
)
def test_a_list_of_nothing_or_of_less_than_there_is_proves_nothing(collect, listed, said):
    error = error_of(collect(access, listed))

    assert error.cause is Cause.INCOMPLETE
    assert str(error).startswith(f"s3://acme-compliance/kept/: {said}") or said in str(error)


def test_a_mistake_is_named_with_bucket_file_and_line(collect):
    into = collect(access, listing(*HELD), {"Body": b"entries:\n  - 1\n"})

    assert error_of(into).cause is Cause.MALFORMED
    assert "s3://acme-compliance/kept/service_accounts.yaml:2:" in str(error_of(into))


def test_an_object_that_came_without_content_is_said(collect):
    into = collect(access, listing(*HELD), {"LastModified": WHEN})

    assert error_of(into).cause is Cause.MALFORMED


def test_who_reads_the_bucket_is_an_account_in_scope(tmp_path):
    with pytest.raises(DefinitionError, match="account 999999999999: not in scope"):
        registers.by_hand(None, company("999999999999"), tmp_path)


@pytest.fixture
def on_moto(tmp_path, moto, session, collection):
    """Collect from an emulated S3, whose bucket of two versions is made first; return how."""
    s3 = session.client("s3", endpoint_url=moto)
    s3.create_bucket(Bucket="acme-compliance")
    s3.put_bucket_versioning(
        Bucket="acme-compliance", VersioningConfiguration={"Status": "Enabled"}
    )
    for each in HELD:
        s3.put_object(Bucket="acme-compliance", Key=each, Body=b"entries: [")
        s3.put_object(Bucket="acme-compliance", Key=each, Body=EMPTY)

    def run(source, s3="s3://acme-compliance/kept", session=session):
        into, ours = collection(source.SOURCE), company(s3=s3)
        reach = registers.reach(
            ours, tmp_path, lambda _: partial(aws.connect, session, endpoint_url=moto)
        )
        with into.reading(*source.SOURCE.datasets):
            source.collect(reach(ours.scope("company"), into), into)
        return into

    return run


def test_the_last_version_is_read_by_the_real_client(on_moto, rows, session, moto):
    into = on_moto(files)

    s3 = session.client("s3", endpoint_url=moto)
    last = s3.head_object(Bucket="acme-compliance", Key=HELD[0])
    (first, *_) = rows(into, files.FILES)
    assert (first["sha256"], first["version_id"]) == (sha256(EMPTY), last["VersionId"])
    assert first["modified_at"] == last["LastModified"]
    assert into.emulated


def test_a_bucket_that_is_not_there_is_one_line(on_moto):
    error = error_of(on_moto(access, "s3://acme-elsewhere"))

    assert error.cause is Cause.VANISHED
    assert "Bucket acme-elsewhere" in str(error)
    assert "\n" not in str(error)


def test_a_refused_bucket_names_the_permission_and_where_to_give_it(tmp_path):
    ours = company()

    def refuse(_account, into):
        into.deny("s3:ListBucket")
        raise SourceUnreachable("denied", cause=Cause.DENIED, action="s3:ListBucket")

    made = extract(
        "registers.access",
        ours.scope("company"),
        registers.reach(ours, tmp_path, lambda _: refuse),
        locker=Locker.open(tmp_path / "locker"),
        run=run("manual__1", RunType.MANUAL, "test"),
    )

    (line,) = denials(made.manifests)
    assert line.startswith("company company (Example): s3:ListBucket was denied 1 time(s)")
    assert "allow the action where scope.yaml says that the registers lie" in line
