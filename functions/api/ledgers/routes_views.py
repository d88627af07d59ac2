"""What the ledgers' pages show: Glass, Human, prices, rankings."""

from decimal import Decimal
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query

from omc.contracts.http.common import DecimalString, Instant
from omc.contracts.http.ledger_glass import GlassOut
from omc.contracts.http.ledger_human import HumanDayOut, HumanOut
from omc.contracts.http.ledger_prices import PricesOut, RankingsOut
from omc.contracts.http.ledger_spreads import SpreadsOut
from omc.wiring import ledger_views as views
from omc.wiring.http import Api, caller, known_query
from omc.wiring.ledger_spreads import spread_view

Days = Annotated[Literal["7", "30", "90", "365"], Query(description="Days to show")]
Names = Annotated[str | None, Query(max_length=400, description="Separated by commas; none: all")]
Least = Annotated[
    DecimalString, Query(description="Counts only scores of at least this to either side, 0 to 1; 0: all")
]
Notional = Annotated[DecimalString, Query(description="What is put in, quote currency")]
Fee = Annotated[DecimalString | None, Query(description="Quote currency; none: not known")]


def register(app: Api) -> None:
    _register_human(app)
    _register_spreads(app)

    @app.get("/v1/ledgers/glass", middlewares=[known_query])
    def get_glass(days: Days = "30") -> GlassOut:
        """Show value locked and fees by day, protocols, and active addresses.

        A day that lacks one of the chains or protocols of the sum has none, and says which is missing.
        """
        caller(app)
        return views.glass_view(int(days))

    @app.get("/v1/ledgers/exchange/prices", middlewares=[known_query])
    def list_prices(symbols: Names = None) -> PricesOut:
        """Show each symbol's last quote and its last 24 h in steps of five minutes.

        Symbols may be coins (BTC) or pairs (BTC/AUD).
        """
        caller(app)
        return views.price_view(names(symbols))

    @app.get("/v1/ledgers/rankings", middlewares=[known_query])
    def list_rankings() -> RankingsOut:
        """List the largest coins; without a present list the last good one, else ten that are fixed."""
        caller(app)
        return views.ranking_view()


def _register_human(app: Api) -> None:
    @app.get("/v1/ledgers/human", middlewares=[known_query])
    def get_human(sources: Names = None, min_score: Least = Decimal(0)) -> HumanOut:
        """Show 35 days of sentiment, what is talked about, and how much news there is."""
        caller(app)
        return views.human_view(names(sources), views.least(min_score))

    @app.get("/v1/ledgers/human/day", middlewares=[known_query])
    def get_human_day(day: Instant, sources: Names = None, min_score: Least = Decimal(0)) -> HumanDayOut:
        """Show one day by source and by hour; `day` is its start, UTC."""
        caller(app)
        return views.human_day(views.kept_day(day), names(sources), views.least(min_score))


def _register_spreads(app: Api) -> None:
    @app.get("/v1/ledgers/exchange/spreads", middlewares=[known_query])
    def list_spreads(
        notional: Notional = Decimal(1000), withdrawal_fee: Fee = None, network_fee: Fee = None
    ) -> SpreadsOut:
        """Compare symbols that two venues have: the spread, and what is left of it after costs.

        To be looked at only. What a withdrawal and its network cost is not collected: while the caller does
        not give both, nothing is called an opportunity.
        """
        caller(app)
        return spread_view(notional, withdrawal_fee, network_fee)


def names(text: str | None) -> frozenset[str] | None:
    """What stands between commas; None for nothing at all."""
    found = frozenset(part.strip() for part in (text or "").split(",") if part.strip())
    return found or None
