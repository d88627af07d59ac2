"""Reads what searches found, and says what one would take."""

from decimal import Decimal

from omc.backtest.service.runs import RunState
from omc.backtest.service.searching.estimate import cut
from omc.backtest.service.searching.estimate import estimate as rough
from omc.backtest.service.searching.model import Search, SearchRequest
from omc.backtest.service.searching.space import checked, searched
from omc.backtest.service.searching.windows import fold_count
from omc.backtest.tuning.search.documents import number
from omc.backtest.tuning.search.sampling import grid_sets
from omc.backtest.tuning.search.settings import LIMIT
from omc.backtest.tuning.search.space import Space
from omc.backtest.tuning.search.surface import Surface
from omc.contracts.http.searches import EstimateOut, HeatMapOut, OptimisationDetail, ResultRow
from omc.contracts.http.walkforward import ChainOut, WalkforwardDetail
from omc.kernel.errors import Conflict, FieldError, InvalidInput
from omc.wiring.search_files import files
from omc.wiring.stored import stored_bars


def estimate(request: SearchRequest) -> EstimateOut:
    """InvalidInput when the request is wrong; InvalidInput `too_many_combinations` for too large a grid."""
    space = Space.of(checked(request))
    sets = len(grid_sets(space, LIMIT)) if request.method == "grid" else request.samples or 0
    bars = stored_bars(request.series, request.start, request.end)
    if request.kind == "optimisation":
        bars -= int(bars * request.holdout_fraction)
        found = rough(sets, bars, cut(sets, bars).shards)
    else:
        folds = fold_count(request, bars)
        train = request.windows.train_days * 86_400_000 // request.series.timeframe.ms
        found = rough(sets * folds, train, folds)
    return EstimateOut(**vars(found))


def top_rows(search: Search, top: int) -> OptimisationDetail:
    """The search with its best rows and what each parameter matters."""
    shown = OptimisationDetail.of(search)
    if search.state is not RunState.COMPLETED:
        return shown
    rows = [ResultRow.model_validate(row) for row in files().rows(search.search_id, 0, top)] if top else []
    sensitivity = files().report(search.search_id)["sensitivity"]
    return OptimisationDetail.model_validate({**dict(shown), "top": rows, "sensitivity": sensitivity})


def results(search: Search, first: int, limit: int) -> tuple[list[ResultRow], int | None]:
    """`limit` rows from number `first` on, and the number the next page begins with."""
    _completed(search)
    rows = files().rows(search.search_id, first, limit + 1)
    found = [ResultRow.model_validate(row) for row in rows[:limit]]
    return found, first + limit if len(rows) > limit else None


def heat_map(search: Search, x: str | None, y: str | None) -> HeatMapOut:
    """Any two of the parameters searched over; InvalidInput for others, or where there is only one."""
    _completed(search)
    space = Space.of(searched(search.request))
    x, y = _axes(space.names, x, y)
    places, scores = files().surface(search.search_id)
    plane = Surface(space, places, scores).heat_map(x, y)
    return HeatMapOut(
        x=x,
        y=y,
        x_values=list(plane.x_values),
        y_values=list(plane.y_values),
        scores=[[_decimal(score) for score in row] for row in plane.scores.tolist()],
        objective=search.request.objective,
    )


def walked(search: Search) -> WalkforwardDetail:
    """The walk-forward with its folds, when it is completed."""
    shown = WalkforwardDetail.of(search)
    if search.state is not RunState.COMPLETED:
        return shown
    report = files().report(search.search_id)
    parts = {"folds": report["folds"], "stability": report["stability"]}
    return WalkforwardDetail.model_validate({**dict(shown), **parts})


def chain(search: Search) -> ChainOut:
    """The chained test windows."""
    _completed(search)
    return ChainOut.of(files().report(search.search_id))


def _axes(names: tuple[str, ...], x: str | None, y: str | None) -> tuple[str, str]:
    if len(names) < 2:
        raise InvalidInput(f"expected a search over two parameters or more, got {len(names)}")
    x = x or next(name for name in names if name != y)
    y = y or next(name for name in names if name != x)
    wrong = [
        FieldError(f"query.{axis}", f"expected another of {', '.join(names)}, got {name}", name)
        for axis, name in (("x", x), ("y", y))
        if name not in names or x == y
    ]
    if wrong:
        raise InvalidInput(wrong[0].message, fields=wrong)
    return x, y


def _completed(search: Search) -> None:
    if search.state is not RunState.COMPLETED:
        came = search.state.value
        raise Conflict(f"expected a completed search, got {came}", code="search_not_completed")


def _decimal(score: float) -> Decimal | None:
    text = number(score)
    return None if text is None else Decimal(text)
