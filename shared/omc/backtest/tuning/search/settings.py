"""What a search is told, and the search it makes: a pure function of spec, bars and settings."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from omc.backtest.grid.model import ParamSet
from omc.backtest.judging.evidence import data_version
from omc.backtest.result import ENGINE_VERSION
from omc.backtest.settings import RunSettings
from omc.backtest.tuning.search.objective import Objective
from omc.backtest.tuning.search.sampling import grid_sets, random_sets
from omc.backtest.tuning.search.space import LARGEST_WALK, Space
from omc.kernel.errors import InvalidInput
from omc.kernel.ids import derived_id
from omc.market.model import BarArrays
from omc.strategy.hashing import spec_hash
from omc.strategy.model import StrategySpec

LIMIT = 20_000
Method = Literal["grid", "random", "model"]


@dataclass(frozen=True)
class SearchSettings:
    """count: how many sets a random or model-based search tries; a grid tries all.

    names: the parameters searched, default all with a range. train_fraction: the first part of the bars,
    the only one the search sees; the default leaves the card's held-out part unseen.
    """

    method: Method = "grid"
    objective: Objective = Objective.SHARPE
    minimum_trades: int = 10
    count: int | None = None
    seed: int = 1
    names: tuple[str, ...] | None = None
    train_fraction: Decimal = Decimal("0.7")
    limit: int = LIMIT


@dataclass(frozen=True)
class Search:
    """One search over one series. `count` sets will be run, on the first `train_bars` bars."""

    spec: StrategySpec
    run: RunSettings
    settings: SearchSettings
    space: Space
    data_version: str
    train_bars: int
    count: int
    search_id: str

    @cached_property
    def sets(self) -> tuple[ParamSet, ...]:
        """All sets of a grid or random search, in order; a model-based one makes them round by round."""
        if self.settings.method == "model":
            raise InvalidInput("a model-based search asks for its sets in rounds", code="sets_in_rounds")
        if self.settings.method == "grid":
            return grid_sets(self.space, self.settings.limit)
        return random_sets(self.space, self.count, self.settings.seed)


def search_of(
    spec: StrategySpec, bars: BarArrays, run: RunSettings, settings: SearchSettings | None = None
) -> Search:
    """The search, with the number of its sets told before anything runs; InvalidInput names what is wrong."""
    settings = settings or SearchSettings()
    space = Space.of(spec, settings.names)
    if not 0 < settings.train_fraction <= 1:
        raise InvalidInput(f"expected a train part above 0, at most 1, got {settings.train_fraction}")
    version = data_version(bars)
    train_bars = len(bars) - int(len(bars) * (1 - settings.train_fraction))
    identity = (spec_hash(spec), version, repr(run), repr(settings), ENGINE_VERSION)
    return Search(
        spec, run, settings, space, version, train_bars,
        count=_count(space, settings),
        search_id=derived_id("search", *identity),
    )  # fmt: skip


def _count(space: Space, settings: SearchSettings) -> int:
    if settings.method == "grid":
        return len(grid_sets(space, settings.limit))
    asked = settings.count
    if asked is None or not 1 <= asked <= settings.limit:
        raise InvalidInput(
            f"expected a count of 1 to {settings.limit} for a {settings.method} search, got {asked}"
        )
    if space.products <= min(LARGEST_WALK, 50 * asked):
        return min(asked, len(grid_sets(space, LARGEST_WALK)))
    return asked
