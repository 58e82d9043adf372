"""Counts what was asked, from the raw answers in a locker."""

import gzip
import json

from include.model.record import Manifest


def distinct_answers(locker, observation=None):
    """Return every answer once: one that serves several datasets is kept with each of them."""
    found = {}
    for entry in locker.entries():
        record = entry.record
        if not isinstance(record, Manifest) or record.raw is None:
            continue
        if observation in {None, (record.source, record.run.run_id)}:
            for line in gzip.decompress(locker.read(record.raw)).splitlines():
                answer = json.loads(line)
                key = (record.run.run_id, record.source, answer["request_id"], answer["operation"])
                found[(*key, json.dumps(answer["parameters"], sort_keys=True))] = answer
    return list(found.values())
