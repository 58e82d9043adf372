"""The user's own files as one value: scope, control matrix, criteria, parameters."""

from pathlib import Path

from include.model.control import ControlMatrix
from include.model.criteria import CriteriaFile
from include.model.files import read_yaml
from include.model.frozen import Frozen
from include.model.parameters import ParametersFile
from include.model.scope import ScopeFile

DEFAULT_COMPANY = Path(__file__).parents[1] / "company"


class Company(Frozen):
    """What a company says about itself; the registers beside it are evidence and read by a source."""

    scope: ScopeFile
    control_matrix: ControlMatrix
    criteria: CriteriaFile
    parameters: ParametersFile


def read_company(folder: Path) -> Company:
    """Read the four files of a company folder.

    Raises:
        DefinitionError: a file is missing or wrong, with file and line.
    """
    return Company(
        scope=read_yaml(folder / "scope.yaml", ScopeFile),
        control_matrix=read_yaml(folder / "control_matrix.yaml", ControlMatrix),
        criteria=read_yaml(folder / "criteria.yaml", CriteriaFile),
        parameters=read_yaml(folder / "parameters.yaml", ParametersFile),
    )
