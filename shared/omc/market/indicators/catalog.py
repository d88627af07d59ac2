"""Every indicator we offer, by name. Light: importable without numpy; values come from `compute`.

`highest` and `lowest` are windows of the language, not indicators: they say nothing about buying or selling.
"""

from collections.abc import Mapping
from types import MappingProxyType

from omc.kernel.errors import NotFound
from omc.market.indicators.catalogs.oscillators import OSCILLATORS
from omc.market.indicators.catalogs.structure import STRUCTURE
from omc.market.indicators.catalogs.trend import TREND
from omc.market.indicators.catalogs.volatility import VOLATILITY
from omc.market.indicators.catalogs.volume import VOLUME
from omc.market.indicators.definition import ArgKind, Argument, Indicator, Reads

__all__ = ["CATALOG", "ArgKind", "Argument", "Indicator", "Reads", "indicator"]

CATALOG: Mapping[str, Indicator] = MappingProxyType(
    {entry.name: entry for entry in (*TREND, *OSCILLATORS, *VOLATILITY, *VOLUME, *STRUCTURE)}
)


def indicator(name: str) -> Indicator:
    """The entry of that name; NotFound lists what there is."""
    if name not in CATALOG:
        raise NotFound(f"no indicator {name!r}; there are {', '.join(sorted(CATALOG))}")
    return CATALOG[name]
