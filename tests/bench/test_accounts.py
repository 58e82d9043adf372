from include.locker import Locker
from tests.bench.accounts import KEYS, REFUSES, observe, write_company
from tests.slow import SLOW

pytestmark = SLOW


def test_an_account_that_refuses_its_role_leaves_the_others_whole(
    start_emulator, monkeypatch, tmp_path
):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    endpoint = start_emulator("--authorise", "--scale", "accounts=3")
    only = ["aws.organization", "aws.s3"]

    seen = observe(endpoint, write_company(tmp_path), Locker.open(tmp_path / "locker"), only)

    assert {each.account: (each.collected, each.failed) for each in seen} == {
        REFUSES.id: (0, 5),
        "700000000001": (5, 0),
        "700000000002": (5, 0),
    }
