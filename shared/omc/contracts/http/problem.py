"""The one shape of every error answer."""

from pydantic import Field

from omc.contracts.http.common import Wire
from omc.kernel.errors import FieldError


class ProblemField(Wire):
    """One wrong field of the request."""

    path: str = Field(description="Where: body.capital, query.limit, header.idempotency-key")
    message: str = Field(description="What was expected and what came")
    token: str | None = Field(
        default=None, description="The offending piece of an expression, if there is one"
    )
    line: int | None = Field(default=None, description="Line of the token in its expression, from 1")
    column: int | None = Field(default=None, description="Column of the token in its line, from 1")

    @classmethod
    def of(cls, error: FieldError) -> "ProblemField":
        return cls(
            path=error.path,
            message=error.message,
            token=error.token,
            line=error.line,
            column=error.column,
        )


class Problem(Wire):
    """Why a request was not carried out; `code` is stable and meant for machines."""

    code: str = Field(description="Stable name of the reason, such as not_found or kill_active")
    message: str = Field(description="For a person: what was expected and what came")
    fields: list[ProblemField] = Field(default=[], description="Wrong fields, if the request itself is wrong")
    request_id: str = Field(description="Names this request in the logs")
    retry_after: float | None = Field(default=None, description="Seconds to wait before trying again")
