"""Writes what fastavro reads in an alert of test/fixtures/alerts, field by field.

    node -C psconnect-source -e "import('./test/fixtures/alerts/index.ts').then(a => process.stdout.write(a.alertGenerator()(3)))" > alert
    python dump-alert.py ../../fixtures/alerts/alert.avsc alert > alert.dump

A line per value: its path, its type and the value. Bytes are given as their SHA-256.
"""

import hashlib
import io
import json
import sys

import fastavro


def dump(path, value):
    if isinstance(value, dict):
        for name, inner in value.items():
            dump(f"{path}.{name}", inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            dump(f"{path}[{index}]", inner)
    elif isinstance(value, bytes):
        print(path, "bytes", hashlib.sha256(value).hexdigest())
    elif isinstance(value, float):
        print(path, "float", repr(value))
    else:
        print(path, json.dumps(value))


with open(sys.argv[1]) as schema, open(sys.argv[2], "rb") as message:
    dump("", fastavro.schemaless_reader(io.BytesIO(message.read()[5:]), json.load(schema), None))
