"""Mends of CloudTrail's public keys."""

import base64
import json
from typing import Any

from moto.cloudtrail.responses import CloudTrailResponse

from tests.demo.emulated_aws.world import World
from tests.demo.emulated_cloudtrail import Delivery


def apply(world: World) -> None:
    """Patch moto, which does not answer ListPublicKeys: these are the keys of the emulated trail."""
    delivery = Delivery(until=world.clock.start)

    def list_public_keys(self: CloudTrailResponse) -> str:
        keys = [
            {
                "Value": base64.b64encode(each["Value"]).decode(),
                "ValidityStartTime": each["ValidityStartTime"].timestamp(),
                "ValidityEndTime": each["ValidityEndTime"].timestamp(),
                "Fingerprint": each["Fingerprint"],
            }
            for each in delivery.public_keys(self.region)
        ]
        return json.dumps({"PublicKeyList": keys})

    CloudTrailResponse.list_public_keys = list_public_keys
    _answers_are_said_to_be_json()


def _answers_are_said_to_be_json() -> None:
    # AWS: JSON 1.1, and says so. moto: JSON that its server calls a web page.
    original = CloudTrailResponse.setup_class

    def setup_class(self: Any, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        self.response_headers["content-type"] = "application/x-amz-json-1.1"

    CloudTrailResponse.setup_class = setup_class
