"""Mends of CloudTrail's public keys."""

import base64
import json

from moto.cloudtrail.responses import CloudTrailResponse

from tests.demo.emulated_aws.world import World
from tests.demo.emulated_cloudtrail import Delivery


def apply(world: World) -> None:
    """Patch moto, which does not answer ListPublicKeys: these are the keys of the emulated trail."""
    delivery = Delivery(until=world.clock.start)

    def list_public_keys(self: CloudTrailResponse) -> str:
        self.response_headers["content-type"] = "application/x-amz-json-1.1"
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
