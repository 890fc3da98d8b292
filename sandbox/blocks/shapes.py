"""Shapes: a JSON schema generated from Slack's own published types (see sandbox/schema/README.md)."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import cast

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from sandbox.json_types import JsonObject

_SCHEMA = Path(__file__).parent.parent / "schema" / "slack_types.json"


def block_problems(block: JsonObject, where: str) -> list[str]:
    """What is wrong with the shape of one block; `where` is the JSON pointer to it."""
    definition = _block_definitions().get(str(block.get("type")))
    if definition is None:
        return [f"unsupported type: {block.get('type')} [json-pointer:{where}/type]"]
    return _problems(definition, block, where)


def view_problems(view: JsonObject, where: str) -> list[str]:
    """What is wrong with the shape of a view, its blocks left aside."""
    definition = "ModalView" if view.get("type") == "modal" else "HomeView"
    return _problems(definition, {**view, "blocks": []}, where)


def _problems(definition: str, value: JsonObject, where: str) -> list[str]:
    found: list[str] = []
    for error in _validator(definition).iter_errors(value):
        for leaf in _leaves(error):
            path = "".join(f"/{part}" for part in leaf.absolute_path)
            found.append(f"{_words(leaf)} [json-pointer:{where}{path}]")
    return list(dict.fromkeys(found))


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The errors worth telling: of a union, those of the member whose `type` was meant."""
    if not error.context:
        yield error
        return
    members: dict[object, list[ValidationError]] = {}
    for inner in error.context:
        members.setdefault(inner.schema_path[0], []).append(inner)
    meant = [errors for errors in members.values() if not any(_is_wrong_type(each) for each in errors)]
    if not meant:
        yield error
        return
    for each in min(meant, key=len):
        yield from _leaves(each)


def _is_wrong_type(error: ValidationError) -> bool:
    if error.validator in ("const", "type") and list(error.path) in ([], ["type"]):
        return True
    # A nested union none of whose members was meant.
    return bool(error.context) and all(
        any(_is_wrong_type(each) for each in error.context or [] if each.schema_path[0] == member)
        for member in {each.schema_path[0] for each in error.context or []}
    )


def _words(error: ValidationError) -> str:
    match error.validator:
        case "required":
            return f"missing required field: {error.message.split(chr(39))[1]}"
        case "additionalProperties":
            known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            return (
                f"invalid additional property: {', '.join(sorted(set(cast(JsonObject, error.instance)) - set(known)))}"
            )
        case "type":
            return f"must be a {error.validator_value}"
        case "anyOf" | "const" | "enum" if isinstance(error.instance, dict) and "type" in error.instance:
            return f"unsupported type: {error.instance['type']}"
        case _:
            return f"must be a valid value ({error.validator})"


@cache
def _validator(definition: str) -> Draft7Validator:
    return Draft7Validator({"$ref": f"#/definitions/{definition}", "definitions": _definitions()})


@cache
def _definitions() -> JsonObject:
    schema: JsonObject = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    definitions: JsonObject = schema["definitions"]
    return definitions


@cache
def _block_definitions() -> dict[str, str]:
    names = [str(each["$ref"]).rpartition("/")[2] for each in _definitions()["KnownBlock"]["anyOf"]]
    return {_type_of(_definitions()[name]): name for name in names}


def _type_of(definition: JsonObject) -> str:
    member: JsonObject = definition["anyOf"][0] if "anyOf" in definition else definition
    if "$ref" in member:
        return _type_of(_definitions()[str(member["$ref"]).rpartition("/")[2]])
    return str(member["properties"]["type"]["const"])
