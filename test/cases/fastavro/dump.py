"""Writes what fastavro reads in an alert of the fixtures as JSON: bytes in base64, NaN as null.

    node -C psconnect-source -e "import('./test/fixtures/alerts/index.ts').then(({alertGenerator: g}) => process.stdout.write(g()(19)))" |
        python3 test/cases/fastavro/dump.py > test/cases/fastavro/alert-19.json
"""

import base64
import io
import json
import math
import sys

from fastavro import parse_schema, schemaless_reader

FRAMING = 5


def plain(value):
    if isinstance(value, dict):
        return {name: plain(field) for name, field in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


with open("test/fixtures/alerts/alert.avsc") as file:
    schema = parse_schema(json.load(file))
body = io.BytesIO(sys.stdin.buffer.read()[FRAMING:])
json.dump(plain(schemaless_reader(body, schema, None)), sys.stdout, separators=(",", ":"))
print()
