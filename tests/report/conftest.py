from pathlib import Path

import pytest

from include.locker import Locker
from tests.report.written import Writer


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    return Writer(Locker.open(tmp_path / "locker"))
