"""Writes into each case of this folder the bytes that fastavro makes of its value.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install fastavro && /tmp/venv/bin/python make.py

Values in cases are JSON with tags for what JSON has not: {"long": "1"}, {"bytes": "00ff"}, {"map": [[key, value]]}, {"date": milliseconds},
{"decimal": "1.50"}, {"double": "NaN"}, {"struct": {...}}.
"""

import io
import json
import pathlib

import fastavro

here = pathlib.Path(__file__).parent
primitives = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")


def plain(schema, types, namespace=""):
    """The schema without logical types, for which fastavro would want values of its own; remembers named types."""
    if isinstance(schema, str):
        return schema
    if isinstance(schema, list):
        return [plain(branch, types, namespace) for branch in schema]
    if isinstance(schema["type"], (dict, list)):
        return plain(schema["type"], types, namespace)
    result = {key: value for key, value in schema.items() if key != "logicalType"}
    if "name" in schema:
        namespace = schema.get("namespace", namespace)
        name = schema["name"] if "." in schema["name"] or not namespace else f"{namespace}.{schema['name']}"
        namespace = name.rpartition(".")[0]
        types[name] = types[schema["name"]] = schema
    if "fields" in schema:
        result["fields"] = [{**field, "type": plain(field["type"], types, namespace)} for field in schema["fields"]]
    for inner in ("items", "values"):
        if inner in schema:
            result[inner] = plain(schema[inner], types, namespace)
    return result


def unscaled(text, schema):
    number = int(text.replace(".", ""))
    size = schema.get("size") or (number if number >= 0 else ~number).bit_length() // 8 + 1
    return number.to_bytes(size, "big", signed=True)


def branch(schema, value, types):
    """The branch of a union that a value is of, and the value; in a case it is a struct with one field that is not null."""
    if value is None:
        return None
    others = [other for other in schema if other != "null"]
    if len(others) == 1:
        return datum(others[0], value, types)
    ((name, inner),) = [(name, inner) for name, inner in value["struct"].items() if inner is not None]
    for other in others:
        full = other if isinstance(other, str) else other.get("name", other["type"])
        if name in (full, full.rpartition(".")[2]):
            return (full, datum(other, inner, types))
    raise ValueError(f"no branch {name}")


def datum(schema, value, types):
    if isinstance(schema, list):
        return branch(schema, value, types)
    if isinstance(schema, str):
        return tagged({"type": schema}, value) if schema in primitives else datum(types[schema], value, types)
    kind = schema["type"]
    if isinstance(kind, (dict, list)):
        return datum(kind, value, types)
    if kind == "record":
        return {field["name"]: datum(field["type"], value["struct"][field["name"]], types) for field in schema["fields"]}
    if kind == "array" and isinstance(value, dict):
        entries = [{"struct": {"key": key, "value": inner}} for key, inner in value["map"]]
        return [datum(schema["items"], entry, types) for entry in entries]
    if kind == "array":
        return [datum(schema["items"], item, types) for item in value]
    if kind == "map":
        return {key: datum(schema["values"], inner, types) for key, inner in value["map"]}
    return tagged(schema, value)


def tagged(schema, value):
    if not isinstance(value, dict):
        return value
    ((tag, text),) = value.items()
    if tag == "date":
        return text // 86_400_000 if schema.get("logicalType") == "date" else text
    if tag == "decimal":
        return unscaled(text, schema)
    return {"long": int, "double": float, "bytes": bytes.fromhex}[tag](text)


for path in sorted(here.glob("*.json")):
    case = json.loads(path.read_text())
    if "value" not in case:
        continue
    types = {}
    schema = fastavro.parse_schema(plain(case["schema"], types))
    out = io.BytesIO()
    fastavro.schemaless_writer(out, schema, datum(case["schema"], case["value"], types))
    case["bytes"] = out.getvalue().hex()
    path.write_text(json.dumps(case, indent=2, ensure_ascii=False) + "\n")
