"""The files of `contracts/`, read once: the schemas with their examples, the AsyncAPI document."""

import json
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


ENVELOPE: dict[str, Any] = _read(CONTRACTS / "envelope.json")
SCHEMAS: dict[str, dict[str, Any]] = {
    path.stem: _read(path) for path in sorted((CONTRACTS / "events").glob("*.json"))
}
TYPES = sorted(SCHEMAS)
ASYNCAPI: dict[str, Any] = yaml.safe_load((CONTRACTS / "asyncapi.yaml").read_text("utf-8"))


def examples(*types: str) -> list[dict[str, Any]]:
    """Whole example events: of these types, or of all."""
    return [event for type in types or TYPES for event in SCHEMAS[type]["examples"]]


def faults(event: object, schema: dict[str, Any]) -> list[str]:
    """Where the event doesn't fit the schema, as JSON paths; empty when it fits."""
    return sorted(error.json_path for error in Draft202012Validator(schema).iter_errors(event))
