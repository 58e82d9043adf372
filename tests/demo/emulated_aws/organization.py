"""The emulated organisation: its accounts, and the Regions that are enabled in each."""

from pathlib import Path
from typing import Annotated, Any, Literal

from moto.backends import get_backend
from moto.ec2.models.availability_zones_and_regions import Region, RegionsAndZonesBackend
from moto.organizations.models import organizations_backends
from moto.organizations.responses import OrganizationsResponse
from pydantic import Field, StringConstraints

from include.model.account import AccountId
from include.model.files import read_yaml
from include.model.frozen import Frozen
from tests.demo.emulated_aws.world import World

_SEED = Path(__file__).parents[1] / "aws" / "organization.yaml"
# On in every account unless its owner opted in to more (AWS Account Management, "Specify which Regions").
FOR_EVERYBODY = (
    *("ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1"),
    *("ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2"),
    *("eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2"),
)


class MemberSeed(Frozen):
    """An account of the organisation; ``joined`` in days before the start."""

    id: AccountId
    name: str
    joined: Annotated[float, Field(ge=0)]
    status: Literal["ACTIVE", "SUSPENDED"] = "ACTIVE"
    ou: Annotated[str, StringConstraints(pattern=r"^/")] = "/"
    tags: dict[str, str] = {}


class OrganizationSeed(Frozen):
    """The organisation; the first account manages it."""

    accounts: tuple[MemberSeed, ...]
    opted_in: dict[AccountId, tuple[str, ...]] = {}


def seed(world: World) -> None:
    """Make the organisation in moto's backends."""
    organization = read_yaml(_SEED, OrganizationSeed)
    management, *members = organization.accounts
    backend: Any = get_backend("organizations")[management.id]["aws"]
    backend.create_organization("us-east-1", FeatureSet="ALL")
    _describe(world, backend.accounts[0], management)
    for member in members:
        add_member(world, management.id, member)
    world.opted_in |= organization.opted_in


def add_member(world: World, management: str, member: MemberSeed) -> None:
    """Add an account to the organisation that ``management`` manages."""
    backend: Any = get_backend("organizations")[management]["aws"]
    backend.create_account(AccountName=member.name, Email=f"aws+{member.name}@quillhaven.example")
    made = backend.accounts[-1]
    # moto draws account ids; those of the demo stand in scope.yaml.
    made.id = member.id
    organizations_backends.master_accounts[member.id] = (management, "aws")
    _describe(world, made, member)


def _describe(world: World, account: Any, member: MemberSeed) -> None:
    backend: Any = get_backend("organizations")[account.master_account_id]["aws"]
    account.name, account.status, account.state = member.name, member.status, member.status
    account.create_time = world.clock.ago(member.joined)
    backend.move_account(
        AccountId=account.id,
        SourceParentId=account.parent_id,
        DestinationParentId=_unit(backend, member.ou),
    )
    tags = [{"Key": key, "Value": value} for key, value in member.tags.items()]
    backend.tag_resource(ResourceId=account.id, Tags=tags)


def _unit(backend: Any, path: str) -> str:
    """Return the id of the unit at a path, made where it is missing."""
    parent = backend.list_roots()["Roots"][0]["Id"]
    for name in filter(None, path.split("/")):
        units = (unit for unit in backend.ou if unit.parent_id == parent)
        found = next((unit.id for unit in units if unit.name == name), None)
        if found is None:
            made = backend.create_organizational_unit(ParentId=parent, Name=name)
            found = made["OrganizationalUnit"]["Id"]
        parent = found
    return str(parent)


def apply(world: World) -> None:
    """Patch moto: it answers with every Region of every partition, enabled or not."""

    def describe_regions(self: Any, region_names: list[str] | None = None) -> list[Region]:
        opted_in = world.opted_in.get(self.account_id, ())
        status = dict.fromkeys(FOR_EVERYBODY, "opt-in-not-required")
        status |= dict.fromkeys(opted_in, "opted-in")
        return [
            Region(name, f"ec2.{name}.amazonaws.com", said)
            for name, said in sorted(status.items())
            if not region_names or name in region_names
        ]

    RegionsAndZonesBackend.describe_regions = describe_regions
    _answers_are_said_to_be_json()


def _answers_are_said_to_be_json() -> None:
    # AWS: JSON 1.1, and says so. moto: JSON that its server calls a web page.
    original = OrganizationsResponse.setup_class

    def setup_class(self: Any, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        self.response_headers["content-type"] = "application/x-amz-json-1.1"

    OrganizationsResponse.setup_class = setup_class
