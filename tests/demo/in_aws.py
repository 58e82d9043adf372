"""`make demo-aws`: who the pipeline is where permissions are checked, and the locker in the emulator's S3.

The hub is a role's session, as that of a machine or task is: a user with keys would be found, rightly. It may
become the collector and the evidence-writer, and each of these what is shipped in deploy/aws.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

import boto3

from include.locker import Locker
from tests.demo import emulation
from tests.demo.emulated_aws.evidence_account import ALIAS, BUCKET, PREFIX, REGION, WRITER

ACCOUNT = "777788889999"
EXTERNAL_ID = "soc2-demo"
PLACE = f"s3://{BUCKET}/{PREFIX}"
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/{WRITER}"


@dataclass(frozen=True)
class Hub:
    """The session's credentials, made anew for each demo and known to nobody else."""

    identifier: str = field(default_factory=lambda: f"ASIA{secrets.token_hex(8).upper()}")
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(30))
    token: str = field(default_factory=lambda: secrets.token_urlsafe(60))

    @property
    def options(self) -> tuple[str, ...]:
        """How the emulated AWS is started."""
        return ("--authorise", "--evidence-account", ACCOUNT)

    @property
    def environment(self) -> Mapping[str, str]:
        """Where the emulated AWS finds the credentials."""
        return {
            "AWS_ACCESS_KEY_ID": self.identifier,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_SESSION_TOKEN": self.token,
        }

    def connections(self, ports: emulation.Ports) -> Mapping[str, Mapping[str, object]]:
        """Describe the hub, the role that writes, and what it writes to, as Airflow's connections."""
        made = emulation.connections(ports)
        extra = {**made["aws_default"]["extra"], "aws_session_token": self.token}
        hub = {"conn_type": "aws", "login": self.identifier, "password": self.secret}
        writer = {"role_arn": _ROLE, "assume_role_kwargs": {"ExternalId": EXTERNAL_ID}}
        by_writer = {"aws_conn_id": "evidence_writer"}
        return {
            **made,
            "aws_default": {**hub, "extra": extra},
            "evidence_writer": {**hub, "extra": {**extra, **writer}},
            "locker": {"conn_type": "generic", "extra": {"path": PLACE, **by_writer}},
            "sealing_key": {"conn_type": "generic", "extra": {"kms_key_id": ALIAS, **by_writer}},
        }

    def locker(self, ports: emulation.Ports) -> Locker:
        """Open the locker as the evidence-writer does."""
        url = emulation.endpoint(ports.aws)
        hub = boto3.Session(self.identifier, self.secret, self.token, region_name=REGION)
        sts = hub.client("sts", endpoint_url=url)
        given = sts.assume_role(RoleArn=_ROLE, RoleSessionName="soc2-demo", ExternalId=EXTERNAL_ID)[
            "Credentials"
        ]
        sts.close()
        keys = (given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
        writer = boto3.Session(*keys, region_name=REGION)
        return Locker(PLACE, session=writer, endpoint_url=url)
