"""Every case there is: what can go wrong with each source, and which source nobody tried."""

from tests.faults import aws_cases, github_cases, register_cases
from tests.faults.cases import Case

# A source without a case stands here with the reason; nothing else may be without one.
UNTRIED: dict[str, str] = {
    "registers.files": "it takes each file's hash, whatever it holds; the file's own register says what is "
    "wrong with it",
}


def cases() -> list[Case]:
    """List every case there is, source by source."""
    found = [*aws_cases.cases(), *github_cases.cases(), *register_cases.cases()]
    return sorted(found, key=lambda case: case.source)
