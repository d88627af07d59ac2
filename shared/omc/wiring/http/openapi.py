"""The OpenAPI document of one context, from its routes, models and docstrings.

What every operation shares is added here, so that no route repeats it: operation id (the function's name
in camelCase), summary and description (its docstring), tag, sign-in, the Idempotency-Key of routes that
take one, and the problem answers. Used when the document is made, never while answering.
"""

import inspect
import json
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Route

from omc.contracts.http.problem import Problem
from omc.wiring.http.app import Api
from omc.wiring.http.repeats import idempotent, repeatable

SCHEME = "token"
_PROBLEM = {"$ref": "#/components/responses/Problem"}
# Powertools' own error shapes, which our resolver never answers with.
_FOREIGN = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
_ALWAYS = ("400", "404", "429", "500", "503")
_SIGNED_IN = ("401", "403")
_WRITING = ("409", "422", "423")
_KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Names this attempt for a day: sent again with the same body it gets the first answer.",
    "schema": {"type": "string", "minLength": 8, "maxLength": 64},
}


def document(app: Api) -> dict[str, Any]:
    """Paths and components of one context."""
    raw = json.loads(app.get_openapi_json_schema(title=app.name, version="1"))
    for route in routes_of(app):
        _complete(raw["paths"][route.openapi_path][route.method.lower()], route, app.name)
    schemas = raw.get("components", {}).get("schemas", {})
    components = {
        "schemas": {
            **{name: schema for name, schema in schemas.items() if name not in _FOREIGN},
            **_problem_schemas(),
        },
        "responses": {"Problem": _problem_response()},
        "securitySchemes": {SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
    }
    return {"paths": raw["paths"], "components": components}


def routes_of(app: Api) -> list[Route]:
    """The context's routes, as registered."""
    return [*app._static_routes, *app._dynamic_routes]


def camel(name: str) -> str:
    """
    >>> camel("list_report_cards")
    'listReportCards'
    """
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _complete(operation: dict[str, Any], route: Route, tag: str) -> None:
    text = inspect.cleandoc(route.func.__doc__ or "")
    operation["operationId"] = camel(route.func.__name__)
    operation["summary"] = text.partition("\n")[0].rstrip(".")
    operation["description"] = text
    operation["tags"] = [tag]
    operation.setdefault("security", [{SCHEME: []}])
    if idempotent in route.middlewares:
        operation["parameters"] = [*operation.get("parameters", []), _KEY_PARAMETER]
    if repeatable in route.middlewares:
        operation["parameters"] = [*operation.get("parameters", []), _KEY_PARAMETER | {"required": False}]
    kept = {status: answer for status, answer in operation["responses"].items() if int(status) < 400}
    problems = dict.fromkeys(_problem_statuses(operation, route), _PROBLEM)
    operation["responses"] = dict(sorted({**kept, **problems}.items()))


def _problem_statuses(operation: dict[str, Any], route: Route) -> tuple[str, ...]:
    signed_in = _SIGNED_IN if operation["security"] else ()
    writing = _WRITING if route.method != "GET" else ()
    return (*_ALWAYS, *signed_in, *writing)


def _problem_schemas() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    return {**schema.pop("$defs"), "Problem": schema}


def _problem_response() -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": "Why the request was not carried out", "content": content}
