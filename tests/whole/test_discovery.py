"""An organisation whose accounts are discovered: from what one account lists to all being read."""

from pathlib import Path

import pytest
import yaml

from include.control_tests.definitions import load_all
from include.extract import extract
from include.locker import Locker
from include.locker.organizations import known_company
from include.model.errors import Cause
from include.model.interval import utc_now
from include.model.provenance import run
from include.model.record import CollectionStatus, Judgement
from include.model.reference import RunType
from include.model.scope import COMPANY_SCOPE_ID
from include.validate import validate
from tests.demo.moving import moved
from tests.slow import SLOW
from tests.whole.conftest import Pipeline

COMPANY = Path(__file__).parents[1] / "demo" / "company"
HUB, SANDBOX, TRAINING = "123456789012", "210987654321", "330011223344"
EXPERIMENTS = "440055667788"
RUN = run("test/discovery", RunType.MANUAL, "test")
DISCOVER = {
    "role_name": "soc2-collector",
    "external_id": "soc2-demo",
    "environment": "production",
    "environment_tag": "env",
    "include": {"ous": ["/Workloads", "/Training"]},
    "out_of_scope": [{"ous": ["/Training"], "reason": "No customer data", "approved_by": "Noor"}],
}


@pytest.fixture
def pipeline(start_emulator, tmp_path):
    """The emulated company, which lists its management account and discovers the others."""
    company = moved(COMPANY, tmp_path / "company", utc_now())
    scope = yaml.safe_load((company / "scope.yaml").read_text(encoding="utf-8"))
    listed = [each for each in scope["aws_accounts"] if each["id"] == HUB]
    scope |= {"aws_accounts": listed, "out_of_scope": [], "discover": DISCOVER}
    (company / "scope.yaml").write_text(yaml.safe_dump(scope), encoding="utf-8")
    return Pipeline(start_emulator(), "", Locker.open(tmp_path / "locker"), company)


def collect(pipeline, source, scope_id):
    """Extract one source in one scope; return its manifests by dataset."""
    asked = {scope.id: (scope, connect) for scope, connect in pipeline.asked(source)}
    scope, connect = asked[scope_id]
    made = extract(source, scope, connect, locker=pipeline.locker, run=RUN)
    return {each.dataset: each for each in made.manifests}


@SLOW
def test_the_accounts_that_one_account_lists_are_read_and_declared(pipeline):
    too_early = collect(pipeline, "registers.scope", COMPANY_SCOPE_ID)["register_scope"]
    collect(pipeline, "aws.organization", HUB)

    register = collect(pipeline, "registers.scope", COMPANY_SCOPE_ID)["register_scope"]
    read = collect(pipeline, "aws.organization", EXPERIMENTS)
    company = known_company(pipeline.company, lambda: pipeline.locker)
    validate(pipeline.locker, [load_all()["scope_is_complete"]], company, run=RUN)

    assert (too_early.status, too_early.cause) == (CollectionStatus.FAILED, Cause.INCOMPLETE)
    assert [each.id for each in company.scope.accounts] == [HUB, SANDBOX, EXPERIMENTS]
    assert company.scope.account(SANDBOX).environment == "sandbox"
    rows = pipeline.locker.table(register.parquet).to_pylist()
    declared = {row["name"]: row["is_in_scope"] for row in rows if row["kind"] == "aws_account"}
    assert declared == {HUB: True, SANDBOX: True, EXPERIMENTS: True, TRAINING: False}
    assert read["aws_enabled_regions"].status is CollectionStatus.COLLECTED
    judgements = [e.record for e in pipeline.locker.entries() if isinstance(e.record, Judgement)]
    verdicts = [
        row for each in judgements for row in pipeline.locker.table(each.verdicts).to_pylist()
    ]
    accounts = {
        row["item_id"]: row["verdict"]
        for row in verdicts
        if row["scope_id"] == HUB and row["item_id"].startswith("aws_account/")
    }
    named = (HUB, SANDBOX, TRAINING, EXPERIMENTS)
    assert accounts == {f"aws_account/{each}": "conforming" for each in named}
