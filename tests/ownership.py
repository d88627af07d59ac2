"""A walk over every route of the API with the wrong person's token.

Ada owns things; Ben asks for each of them, by every route there is. New routes are walked as soon as they
stand in the OpenAPI document: path parameters are looked up in Ada's things, bodies are made from the
schema, with Ada's ids where a field asks for an id. A path parameter that is in no table fails the walk.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = Any
# Parameters that name no one's thing: walked with a harmless value.
HARMLESS = {"version": "1", "name": "rsi", "record_id": "rec-0"}
# Answer without sign-in.
OPEN = {"/v1/health"}


@dataclass(frozen=True)
class Things:
    """What Ada owns: ids by parameter name, and texts that only her answers may contain.

    `bodies` completes, by path, bodies whose meaning goes beyond their schema.
    """

    ids: Mapping[str, str]
    marks: frozenset[str] = frozenset()
    bodies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def secrets(self) -> frozenset[str]:
        return self.marks | frozenset(self.ids.values())


@dataclass(frozen=True)
class Step:
    """One request of the walk; `names_ada` if it asks for, or acts on, a thing of hers."""

    method: str
    template: str
    path: str
    body: Json = None
    query: Mapping[str, str] = field(default_factory=dict)
    names_ada: bool = False
    open: bool = False


@dataclass(frozen=True)
class Reply:
    status: int
    text: str


# Carries a step out with somebody's token, or without any.
Door: TypeAlias = Callable[[Step], Reply]


def steps(document: Mapping[str, Any], things: Things) -> Iterator[Step]:
    """Every operation of the document, aimed at Ada's things."""
    for template, methods in sorted(document["paths"].items()):
        for method, operation in sorted(methods.items()):
            yield _step(document, template, method.upper(), operation, things)


def walk(document: Mapping[str, Any], things: Things, ben: Door, nobody: Door) -> list[str]:
    """Every wrong answer: what Ben learns of Ada's things, and what is told without a token."""
    wrong = []
    for step in steps(document, things):
        leak = leaks(ben(step), step, things)
        if leak:
            wrong.append(f"{step.method} {step.path}: {leak}")
        status = nobody(step).status
        if not step.open and status != 401:
            wrong.append(f"{step.method} {step.path}: expected 401 without a token, got {status}")
    return wrong


def leaks(reply: Reply, step: Step, things: Things) -> str | None:
    """What is wrong with Ben's answer; None if it tells him nothing of Ada's."""
    # He may hear his own words again, but only in a refusal.
    seen = sorted(secret for secret in things.secrets if secret in reply.text)
    if reply.status >= 500:
        return f"failed with {reply.status}: {reply.text[:200]}"
    if seen and reply.status < 400:
        return f"told of somebody else's {seen}"
    if step.names_ada and not (_refused(reply) or _empty(step, reply)):
        return f"expected 404 for a thing of somebody else's, got {reply.status}: {reply.text[:200]}"
    return None


def _refused(reply: Reply) -> bool:
    """Not there for him; or not for his role, which is asked first and says nothing of the thing."""
    return reply.status == 404 or (reply.status == 403 and "role_missing" in reply.text)


def _empty(step: Step, reply: Reply) -> bool:
    """A list below somebody else's thing may also be empty; nothing may be done to it."""
    if step.method != "GET" or reply.status != 200:
        return False
    body = json.loads(reply.text)
    return isinstance(body, dict) and body.get("items") == []


def _step(
    document: Mapping[str, Any], template: str, method: str, operation: Mapping[str, Any], things: Things
) -> Step:
    values = {name: _value(name, template, things) for name in _parameters(operation, "path")}
    body = _body(document, template, operation, things)
    query = {name: _query_value(name, things) for name in _required(operation, "query")}
    named = {*values.values(), *query.values(), *_texts(body)} & set(things.ids.values())
    path = template
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    return Step(method, template, path, body, query, names_ada=bool(named), open=template in OPEN)


def _value(name: str, template: str, things: Things) -> str:
    if name in things.ids:
        return things.ids[name]
    if name in HARMLESS:
        return HARMLESS[name]
    raise AssertionError(f"expected {name} of {template} among Ada's things; add one to the walk")


def _query_value(name: str, things: Things) -> str:
    known = {"series": "sample:BTC/USDT:1d", "since": "0", "day": "2026-01-01T00:00:00Z", **things.ids}
    return known.get(name, "1")


def _parameters(operation: Mapping[str, Any], place: str) -> list[str]:
    return [p["name"] for p in operation.get("parameters", []) if p["in"] == place]


def _required(operation: Mapping[str, Any], place: str) -> list[str]:
    return [p["name"] for p in operation.get("parameters", []) if p["in"] == place and p.get("required")]


def _body(document: Mapping[str, Any], template: str, operation: Mapping[str, Any], things: Things) -> Json:
    if "requestBody" not in operation:
        return None
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    return {**sample(document, schema, things), **things.bodies.get(template, {})}


def sample(document: Mapping[str, Any], schema: Mapping[str, Any], things: Things, name: str = "") -> Json:
    """A value of the schema; a field that asks for an id Ada has gets hers."""
    if "$ref" in schema:
        target = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return sample(document, target, things, name)
    if name in things.ids:
        return things.ids[name]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return sample(document, schema[key][0], things, name)
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("examples"):
        return schema["examples"][0]
    return _plain(document, schema, things)


def _plain(document: Mapping[str, Any], schema: Mapping[str, Any], things: Things) -> Json:
    kind = schema.get("type")
    if kind == "object":
        wanted = {*schema.get("required", []), *(n for n in schema.get("properties", {}) if n in things.ids)}
        properties = schema.get("properties", {})
        return {name: sample(document, properties[name], things, name) for name in sorted(wanted)}
    if kind == "array":
        return []
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return False
    if schema.get("format") == "decimal":
        return "1"
    return "x" * max(8, schema.get("minLength", 0))


def _texts(body: Json) -> set[str]:
    return {value for value in _leaves(body) if isinstance(value, str)}


def _leaves(value: Json) -> Iterator[Any]:
    if isinstance(value, dict):
        for entry in value.values():
            yield from _leaves(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _leaves(entry)
    else:
        yield value
