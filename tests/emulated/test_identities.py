"""Lists of users, devices and details come as AWS gives them."""


def test_users_come_a_hundred_to_a_page(connect, endpoint):
    iam = connect("iam", endpoint)

    pages = [page["Users"] for page in iam.get_paginator("list_users").paginate()]

    assert [len(page) for page in pages] == [100, 32]
    assert len({user["Arn"] for page in pages for user in page}) == 132


def test_a_page_is_as_long_as_asked_for(connect, endpoint):
    iam = connect("iam", endpoint)

    page = iam.list_users(MaxItems=7)

    assert (len(page["Users"]), page["IsTruncated"]) == (7, True)


def test_ids_say_what_they_name(connect, endpoint):
    users = connect("iam", endpoint).list_users()["Users"]

    assert {user["UserId"][:4] for user in users} == {"AIDA"}
    assert {len(user["UserId"]) for user in users} == {21}


def test_authorization_details_come_in_pages_with_the_names_of_policies(connect, endpoint):
    paginator = connect("iam", endpoint).get_paginator("get_account_authorization_details")

    pages = list(paginator.paginate())

    lists = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
    assert [sum(len(page[name]) for name in lists) for page in pages] == [100, 65]
    names = {policy["PolicyName"] for page in pages for policy in page["Policies"]}
    assert names >= {"AdministratorAccess", "Billing", "PowerUserAccess", "ReadOnlyAccess"}
    assert names >= {"analytics-boundary", "legacy-operations"}
    assert "AmazonS3FullAccess" not in names
    assert all(policy["PolicyId"] for page in pages for policy in page["Policies"])


def test_virtual_devices_hold_roots_and_no_secret(connect, endpoint):
    iam = connect("iam", endpoint)

    devices = iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]

    root = next(
        device for device in devices if device["SerialNumber"].endswith("root-account-mfa-device")
    )
    assert root["User"]["Arn"] == "arn:aws:iam::123456789012:root"
    assert "UserName" not in root["User"]
    assert not [each for each in devices if "Base32StringSeed" in each or "QRCodePNG" in each]


def test_hardware_and_passkeys_stand_in_the_users_list_alone(connect, endpoint):
    iam = connect("iam", endpoint)
    virtual = iam.list_virtual_mfa_devices()["VirtualMFADevices"]

    hardware = iam.list_mfa_devices(UserName="breakglass-alder")["MFADevices"][0]
    both = iam.list_mfa_devices(UserName="pia.lindqvist")["MFADevices"]

    assert hardware["SerialNumber"].startswith("GAHT")
    assert [":mfa/" in each["SerialNumber"] for each in both] == [True, False]
    assert ":u2f/user/" in both[1]["SerialNumber"]
    assert hardware["SerialNumber"] not in {each["SerialNumber"] for each in virtual}


def test_the_summary_tells_of_root(connect, endpoint):
    def root(account):
        summary = connect("iam", endpoint, account).get_account_summary()["SummaryMap"]
        asked = ("AccountMFAEnabled", "AccountAccessKeysPresent", "AccountPasswordPresent")
        return tuple(summary[name] for name in asked)

    assert root("production") == (1, 0, 1)
    assert root("sandbox") == (0, 1, 1)


def test_the_summary_counts_devices_of_every_kind(connect, endpoint):
    iam = connect("iam", endpoint, "sandbox")

    summary = iam.get_account_summary()["SummaryMap"]

    assert (summary["Users"], summary["MFADevices"], summary["MFADevicesInUse"]) == (8, 4, 4)


def test_a_policy_without_expiry_names_no_age(connect, endpoint):
    def policy(account):
        return connect("iam", endpoint, account).get_account_password_policy()["PasswordPolicy"]

    assert "MaxPasswordAge" not in policy("production")
    assert policy("sandbox")["MaxPasswordAge"] == 90
