"""A search's request as its item keeps it, and what the steps of its state machine are told."""

from pydantic import BaseModel, Field

from omc.backtest.service.searching.model import Kind, Method, Objective, SearchRequest, Windows
from omc.contracts.backtest import SettingsModel, words_of
from omc.contracts.http.common import DecimalString, Wire
from omc.contracts.spec import ParamRangeModel, SpecModel
from omc.market.records import Series
from omc.strategy.model import ParamRange


class WindowsModel(Wire):
    train_days: int
    test_days: int
    step_days: int


class SearchDocument(Wire):
    """The spec is the version as it was when asked."""

    kind: Kind
    strategy_id: str
    version: int
    spec: SpecModel
    series: str
    start: int | None
    end: int | None
    method: Method
    samples: int | None
    seed: int
    objective: Objective
    minimum_trades: int
    ranges: dict[str, ParamRangeModel]
    fixed: dict[str, DecimalString]
    holdout_fraction: DecimalString
    windows: WindowsModel
    settings: SettingsModel

    @classmethod
    def of(cls, request: SearchRequest) -> "SearchDocument":
        plain = {name: getattr(request, name) for name in _PLAIN}
        return cls(
            spec=SpecModel.of(request.spec),
            series=request.series.key,
            ranges={name: ParamRangeModel(**vars(span)) for name, span in request.ranges.items()},
            fixed=dict(request.fixed),
            windows=WindowsModel(**vars(request.windows)),
            settings=SettingsModel.of(request.settings),
            **plain,
        )

    def request(self, owner_id: str) -> SearchRequest:
        plain = {name: getattr(self, name) for name in _PLAIN}
        return SearchRequest(
            owner_id=owner_id,
            spec=self.spec.to_spec(),
            series=Series.parse(self.series),
            ranges=ranges_of(self.ranges),
            fixed=dict(self.fixed),
            windows=Windows(**dict(self.windows)),
            settings=self.settings.domain(),
            **plain,
        )


_PLAIN = (
    "kind", "strategy_id", "version", "start", "end", "method", "samples", "seed", "objective",
    "minimum_trades", "holdout_fraction",
)  # fmt: skip


def ranges_of(models: dict[str, ParamRangeModel]) -> dict[str, ParamRange]:
    return {name: ParamRange(**dict(span)) for name, span in models.items()}


class SearchInput(BaseModel):
    """What every step of the state machine is told; what else stands in the state is not its business."""

    search_id: str


class ShardInput(SearchInput):
    shard: int = Field(ge=0)


class RoundInput(SearchInput):
    round: int = Field(default=0, ge=0)


class FailedSearch(SearchInput):
    """error: the exception's name; cause: what it said, often JSON of the runtime."""

    error: str
    cause: str = ""

    def words(self) -> str:
        return words_of(self.error, self.cause)
