"""The Glass ledger on the wire: value locked, fees, protocols, active addresses."""

from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.contracts.http.ledger_freshness import FreshnessOut, short
from omc.kernel.instants import DAY_MS, Ms
from omc.ledgers.records import Measurement
from omc.ledgers.taxonomy import Ledger
from omc.ledgers.views import glass

_CENTS = Decimal("0.01")


class GlassPoint(Wire):
    """One day."""

    day: Instant = Field(description="Its start, UTC")
    tvl_usd: DecimalString | None = Field(description="Value locked in the chains; null when one is missing")
    fees_usd: DecimalString | None = Field(
        description="Fees of 24 h of the protocols; null when one is missing"
    )
    missing: list[str] = Field(description="Chains and protocols that nothing was told of that day")


class ProtocolOut(Wire):
    """A protocol as last told."""

    name: str = Field(description="As the source spells it")
    assets: list[str] = Field(description="The tokens people trade for it")
    tvl_usd: DecimalString | None = Field(description="Value locked")
    tvl_change_24h_fraction: DecimalString | None = Field(description="Since the day before; null if unknown")
    fees_24h_usd: DecimalString | None = Field(description="Fees of 24 h; null if it reports none")
    known_at: Instant = Field(description="When we knew")


class AddressesOut(Wire):
    """Active addresses of a coin on the last finished day."""

    asset: str = Field(description="The coin")
    count: DecimalString = Field(description="Addresses active that day")
    event_time: Instant = Field(description="End of the day")
    known_at: Instant = Field(description="When we knew")


class GlassOut(Wire):
    """Value locked and fees, over the same chains and protocols on every day."""

    freshness: FreshnessOut = Field(description="How new it is")
    points: list[GlassPoint] = Field(description="One a day, oldest first; nothing is filled in")
    chains: list[str] = Field(description="Chains that the value is summed over")
    fee_protocols: list[str] = Field(description="Protocols that the fees are summed over")
    left_out: list[str] = Field(description="Told on too few days to be part of a sum")
    tvl_usd: DecimalString | None = Field(description="The last sum of value locked")
    tvl_day: Instant | None = Field(description="The day of that sum")
    tvl_change_24h_fraction: DecimalString | None = Field(description="Since the day before; null if unknown")
    fees_30d_usd: DecimalString | None = Field(description="Fees of the last 30 days that have a sum")
    fees_daily_mean_usd: DecimalString | None = Field(description="Their mean")
    fees_days: int = Field(description="Of 30 days, how many have a sum")
    protocols: list[ProtocolOut] = Field(description="Most value first")
    active_addresses: list[AddressesOut] = Field(description="By coin")

    @classmethod
    def of(
        cls, told: Sequence[Measurement], addressed: Sequence[Measurement], first: int, today: int, at: Ms
    ) -> "GlassOut":
        """told: of the last 30 days or more; first, today: the days to show, since the epoch."""
        protocols = glass.protocols(told)
        value = glass.totals(glass.chains(told), glass.TVL, first, today)
        fees = glass.totals(protocols, glass.FEES, min(first, today - glass.FEE_DAYS + 1), today)
        month = glass.summed(fees.days)
        last, change = glass.latest_with_change(value.days)
        active = glass.latest_of(addressed, glass.ADDRESSES)
        return cls(
            freshness=FreshnessOut.of(((one.known_at, one.synthetic) for one in told), Ledger.GLASS, at),
            points=_points(value, fees),
            chains=list(value.basket),
            fee_protocols=list(fees.basket),
            left_out=sorted({*value.left_out, *fees.left_out}),
            tvl_usd=last.value if last else None,
            tvl_day=last.day * DAY_MS if last else None,
            tvl_change_24h_fraction=short(change),
            fees_30d_usd=month.value,
            fees_daily_mean_usd=None if month.mean is None else month.mean.quantize(_CENTS),
            fees_days=month.days,
            protocols=[_protocol(one) for one in glass.latest_protocols(protocols)],
            active_addresses=[_addresses(one) for one in active],
        )


def _points(value: glass.Totals, fees: glass.Totals) -> list[GlassPoint]:
    of_day = {one.day: one for one in fees.days}
    return [
        GlassPoint(
            day=one.day * DAY_MS,
            tvl_usd=one.value,
            fees_usd=of_day[one.day].value,
            missing=[*one.missing, *of_day[one.day].missing],
        )
        for one in value.days
    ]


def _protocol(one: glass.Protocol) -> ProtocolOut:
    return ProtocolOut(
        name=one.name,
        assets=list(one.assets),
        tvl_usd=one.tvl,
        tvl_change_24h_fraction=short(one.change),
        fees_24h_usd=one.fees,
        known_at=one.known_at,
    )


def _addresses(record: Measurement) -> AddressesOut:
    return AddressesOut(
        asset=record.subject,
        count=record.values[glass.ADDRESSES],
        event_time=record.event_time,
        known_at=record.known_at,
    )
