"""Counts what was asked, from the raw answers in a locker."""

import gzip
import json

from include.model.record import Manifest


def distinct_answers(locker, source):
    """Return each answer of a source's first run once: what serves several datasets is kept with each."""
    records = (entry.record for entry in locker.entries())
    kept = [each for each in records if isinstance(each, Manifest) and each.source == source]
    found = {}
    for manifest in kept:
        if manifest.raw and manifest.run == kept[0].run:
            for line in gzip.decompress(locker.read(manifest.raw)).splitlines():
                answer = json.loads(line)
                parameters = json.dumps(answer["parameters"], sort_keys=True)
                found[answer["request_id"], answer["operation"], parameters] = answer
    return list(found.values())
