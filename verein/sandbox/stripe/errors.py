"""What the double answers when a call is refused, in the shape of Stripe's errors."""

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """An answer other than 200: HTTP status and the fields of Stripe's `error` object."""

    def __init__(self, status: int, message: str, *, type: str = "invalid_request_error", **fields: Any) -> None:  # noqa: A002
        super().__init__(message)
        self.status = status
        self.fields: Json = {"type": type, "message": message, **fields}

    @property
    def body(self) -> Json:
        return {"error": {name: value for name, value in self.fields.items() if value is not None}}


def invalid(message: str, *, param: str | None = None, code: str | None = None, **fields: Any) -> ApiError:
    """400: the caller's mistake."""
    return ApiError(400, message, param=param, code=code, **fields)


def missing(kind: str, pk: str, param: str = "id") -> ApiError:
    """404 for an id nobody knows (Stripe: 400 where it came as a parameter; the library treats both alike)."""
    return ApiError(404, f"No such {kind}: '{pk}'", param=param, code="resource_missing")


class Unreachable(Exception):  # noqa: N818 - not an answer but its absence
    """No answer comes: the connection times out, before or after the work was done."""
