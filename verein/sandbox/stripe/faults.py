"""Faults on order: refused, broken, or silent before or after the work was done."""

from dataclasses import dataclass

from .errors import ApiError, Unreachable

KINDS = ("429", "409", "500", "500_after", "503", "timeout_before", "timeout_after")


@dataclass
class Fault:
    kind: str
    call: str = ""  # "POST /v1/refunds"; empty: the next call, whichever it is
    times: int = 1


class Faults:
    def __init__(self) -> None:
        self.ordered: list[Fault] = []

    def order(self, kind: str, call: str = "", times: int = 1) -> None:
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
        self.ordered.append(Fault(kind, call, times))

    def take(self, method: str, path: str) -> str:
        """The kind of the fault that hits this call, or nothing."""
        for fault in self.ordered:
            if fault.call in {"", f"{method} {path}", method}:
                fault.times -= 1
                if fault.times <= 0:
                    self.ordered.remove(fault)
                return fault.kind
        return ""


def strike_before(kind: str) -> None:
    if kind == "429":
        raise ApiError(429, "Request rate limit exceeded.", code="rate_limit")
    if kind == "409":
        raise ApiError(409, "This object cannot be accessed right now.", code="lock_timeout")
    if kind in {"500", "503"}:
        raise ApiError(int(kind), "An unknown error occurred", type="api_error")
    if kind == "timeout_before":
        raise Unreachable("timed out before the work was done")


def strike_after(kind: str) -> None:
    if kind == "500_after":
        raise ApiError(500, "An unknown error occurred", type="api_error")
    if kind == "timeout_after":
        raise Unreachable("timed out after the work was done")
