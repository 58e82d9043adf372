"""The shipped `access_review.yaml` can be read, and one that can't be kept is refused with its reason."""

from pathlib import Path

import pytest

from include.model.access_review import AccessReviewFile
from include.model.company import DEFAULT_COMPANY
from include.model.errors import DefinitionError
from include.model.files import read_yaml

DEMO = Path(__file__).parents[1] / "demo" / "company"


@pytest.mark.parametrize("folder", [DEFAULT_COMPANY, DEMO])
def test_the_file_of_a_company_is_read(folder):
    found = read_yaml(folder / "access_review.yaml", AccessReviewFile)

    assert found.due_days < found.closes_days
    assert len(found.reviewers) == 2


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("reviewers: [a]", "reviewers"),
        ("reviewers: [a, a]", "name each once"),
        ("reviewers: [a, b]\ndue_days: 9\ncloses_days: 8", "cannot close before it is due"),
        ("reviewers: [a, b]\nairflow_users: {a: x, b: x}", "is one person's"),
    ],
)
def test_what_cannot_be_kept_is_refused(tmp_path, text, complaint):
    path = tmp_path / "access_review.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DefinitionError, match=complaint):
        read_yaml(path, AccessReviewFile)
