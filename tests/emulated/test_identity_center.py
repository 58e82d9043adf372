"""Identity Center is one instance, in one Region, that its members are told of."""

import pytest
from botocore.exceptions import ClientError

REGION = "eu-central-1"
SETS = "arn:aws:sso:::permissionSet/ssoins-7223d0c3a4b1e5f6"


@pytest.fixture
def admin(connect, endpoint):
    return connect("sso-admin", endpoint, region=REGION)


@pytest.fixture
def instance(admin):
    (told,) = admin.list_instances()["Instances"]
    return told


def test_an_instance_is_told_in_its_own_region_to_every_account(connect, endpoint, instance):
    told = {
        (account, region): connect("sso-admin", endpoint, account, region).list_instances()
        for account in ("production", "sandbox")
        for region in ("us-east-1", REGION)
    }

    assert {place for place, each in told.items() if each["Instances"]} == {
        ("production", REGION),
        ("sandbox", REGION),
    }
    assert told["sandbox", REGION]["Instances"] == [instance]
    assert instance["OwnerAccountId"] == "123456789012"


def test_users_have_a_status_and_the_day_they_were_made(connect, endpoint, instance):
    store = connect("identitystore", endpoint, region=REGION)

    users = store.list_users(IdentityStoreId=instance["IdentityStoreId"])["Users"]

    assert {each["UserStatus"] for each in users} == {"ENABLED", "DISABLED"}
    assert all(each["CreatedAt"].year < 2027 for each in users)
    assert not [each for each in users if "NickName" in each]


def test_a_permission_set_is_provisioned_where_it_is_assigned(admin, instance):
    where = {
        name: admin.list_accounts_for_provisioned_permission_set(
            InstanceArn=instance["InstanceArn"], PermissionSetArn=f"{SETS}/ps-4f6a0d1c2b3e5a{name}"
        )["AccountIds"]
        for name in ("01", "02", "06")
    }

    assert where == {"01": ["123456789012", "210987654321"], "02": ["210987654321"], "06": []}


def test_a_permission_set_without_a_boundary_has_none_to_be_found(admin, instance):
    asked = {"InstanceArn": instance["InstanceArn"]}

    fenced = admin.get_permissions_boundary_for_permission_set(
        PermissionSetArn=f"{SETS}/ps-4f6a0d1c2b3e5a02", **asked
    )
    with pytest.raises(ClientError) as none:
        admin.get_permissions_boundary_for_permission_set(
            PermissionSetArn=f"{SETS}/ps-4f6a0d1c2b3e5a01", **asked
        )

    own = fenced["PermissionsBoundary"]["CustomerManagedPolicyReference"]
    assert own["Name"] == "analytics-boundary"
    assert none.value.response["Error"]["Code"] == "ResourceNotFoundException"
