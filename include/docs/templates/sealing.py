"""A key that signs seals: it never leaves KMS, and the writer of evidence alone signs with it."""

from include.docs.templates.parts import Json, document, kept

SEALING_KEY: Json = {"Fn::GetAtt": ["SealingKey", "Arn"]}


def administrator() -> Json:
    """Name the account itself: whom its policies of IAM let administer."""
    return {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}


def sealing() -> Json:
    """Describe the key and its alias; no policy of IAM can let anybody else sign, only the key's own."""
    administered = {
        "Sid": "AdministeredHere",
        "Effect": "Allow",
        "Principal": administrator(),
        "NotAction": ["kms:Sign", "kms:CreateGrant"],
        "Resource": "*",
    }
    signs = {
        "Sid": "TheWriterSigns",
        "Effect": "Allow",
        "Principal": {"AWS": {"Fn::GetAtt": ["Writer", "Arn"]}},
        "Action": ["kms:GetPublicKey", "kms:Sign"],
        "Resource": "*",
    }
    key = {
        "Description": "Signs the seals of SOC 2 evidence.",
        "KeySpec": "ECC_NIST_P256",
        "KeyUsage": "SIGN_VERIFY",
        "PendingWindowInDays": 30,
        "KeyPolicy": document(administered, signs),
    }
    alias = {"AliasName": "alias/soc2-seal", "TargetKeyId": {"Ref": "SealingKey"}}
    return {
        "SealingKey": kept("AWS::KMS::Key", key),
        "SealingKeyAlias": {"Type": "AWS::KMS::Alias", "Properties": alias},
    }
