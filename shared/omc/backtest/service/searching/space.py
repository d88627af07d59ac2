"""What a search is asked to try, as a spec that says so. Nothing here computes bars."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from omc.backtest.service.searching.model import SearchRequest
from omc.backtest.tuning.search.space import Space
from omc.kernel.errors import FieldError, InvalidInput
from omc.strategy.check import check_spec
from omc.strategy.model import Param, ParamRange, StrategySpec

_WIDEST = 10_000


def checked(request: SearchRequest) -> StrategySpec:
    """The spec with the request's ranges and fixed values; InvalidInput names every wrong field."""
    faults = [*_market(request), *_period(request), *_parameters(request), *_method(request)]
    if faults:
        words = "; ".join(fault.message for fault in faults)
        raise InvalidInput(words, fields=faults, code="invalid_search")
    spec = searched(request)
    check_spec(spec)
    return spec


def searched(request: SearchRequest) -> StrategySpec:
    """The spec whose ranges are those to search; a default outside of them moves to where it is allowed."""

    def param(name: str, plain: Param) -> Param:
        if name in request.fixed:
            return Param(request.fixed[name])
        span = request.ranges.get(name, plain.search)
        return Param(plain.default if span is None else _within(plain.default, span), span)

    params = {name: param(name, plain) for name, plain in request.spec.params.items()}
    spec = replace(request.spec, params=params)
    if not request.ranges and not request.fixed:
        return spec
    space = Space.of(spec)
    if space.allows({name: params[name].default for name in space.names}):
        return spec
    allowed = next(iter(space.walk()), None)
    if allowed is None:
        message = "expected a combination the constraints allow, got none"
        raise InvalidInput(message, fields=[FieldError("body.ranges", message)], code="no_combination")
    moved = {name: replace(each, default=allowed.get(name, each.default)) for name, each in params.items()}
    return replace(spec, params=moved)


def _within(default: Decimal, span: ParamRange) -> Decimal:
    return min(max(default, span.low), span.high)


def _market(request: SearchRequest) -> Iterator[FieldError]:
    spec, series = request.spec, request.series
    if spec.timeframe is not series.timeframe or spec.symbol != series.symbol:
        wanted = f"{spec.symbol}:{spec.timeframe.value}"
        yield FieldError("body.series", f"expected a series of {wanted}, got {series.key}", series.key)


def _period(request: SearchRequest) -> Iterator[FieldError]:
    if request.start is not None and request.end is not None and request.start >= request.end:
        yield FieldError("body.start", f"expected a start before the end, got {request.start}")
    windows = request.windows
    if windows.step_days < windows.test_days:
        yield FieldError(
            "body.step_days",
            f"expected steps of at least the test window ({windows.test_days} days), "
            f"got {windows.step_days}: test windows must not overlap",
        )


def _parameters(request: SearchRequest) -> Iterator[FieldError]:
    known = request.spec.params
    for place, given in (("ranges", request.ranges), ("fixed", request.fixed)):
        for name in sorted(set(given) - set(known)):
            has = ", ".join(sorted(known)) or "none"
            yield FieldError(
                f"body.{place}.{name}", f"expected a parameter of the spec ({has}), got {name}", name
            )
    for name in sorted(set(request.ranges) & set(request.fixed)):
        yield FieldError(f"body.fixed.{name}", f"expected {name} in ranges or in fixed, got it in both", name)
    for name, span in request.ranges.items():
        yield from _range(name, span)
    ranged = {name for name, param in known.items() if param.search} | set(request.ranges)
    if not ranged - set(request.fixed):
        yield FieldError("body.ranges", "expected a parameter with a search range, got none")


def _range(name: str, span: ParamRange) -> Iterator[FieldError]:
    where = f"body.ranges.{name}"
    if span.high < span.low:
        yield FieldError(where, f"expected low up to high, got {span.low} and {span.high}")
    elif (span.high - span.low) / span.step >= Decimal(_WIDEST):
        yield FieldError(where, f"expected at most {_WIDEST} values, got a step of {span.step}")


def _method(request: SearchRequest) -> Iterator[FieldError]:
    if request.kind == "walkforward" and request.method == "model":
        yield FieldError("body.method", "expected grid or random for a walk-forward, got model", "model")
    if request.method == "grid" and request.samples is not None:
        yield FieldError("body.samples", "expected no samples for a grid: it tries every set")
    if request.method != "grid" and request.samples is None:
        yield FieldError("body.samples", f"expected how many sets to try (samples) for {request.method}")
