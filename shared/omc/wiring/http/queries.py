"""Query parameters a route does not know: refused, so that a misspelt filter is no silent "everything"."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from omc.kernel.errors import FieldError, InvalidInput


def known_query(app: Any, next_middleware: NextMiddleware) -> Response[Any]:
    """Middleware for a whole context: `app.use([known_query])`."""
    known = {field.alias for field in app.context["_route"].dependant.query_params}
    unknown = sorted(set(app.current_event.query_string_parameters or {}) - known)
    if unknown:
        expected = f"expected one of {', '.join(sorted(known))}" if known else "expected no query parameters"
        fields = [FieldError(f"query.{name}", f"{expected}, got another", name) for name in unknown]
        raise InvalidInput(f"{expected}, got {', '.join(unknown)}", fields=fields)
    answer: Response[Any] = next_middleware(app)
    return answer
