"""What the role may spend in a UTC day and month. Money is reserved before a call and settled after it, so
that calls at the same time cannot overrun a limit together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from omc.kernel.instants import SECOND_MS, Ms
from omc.ledgers.enrichment.model import ROLE
from omc.ledgers.enrichment.prices import MICRO
from omc.ledgers.errors import QuotaSpent
from omc.ledgers.sources import Quotas

# One for all collectors of the role.
NAME = f"budget:{ROLE}"


@dataclass(frozen=True)
class Limit:
    """words: for people. period: under which it is counted, such as `2024-03-05`. usd: 0 for no limit."""

    words: str
    period: str
    usd: Decimal


@dataclass(frozen=True)
class Reservation:
    """Of `usd`, counted under each of `periods`."""

    periods: tuple[str, ...]
    usd: Decimal


@dataclass(frozen=True)
class Budget:
    """daily_usd, monthly_usd: 0 for no limit; what is spent is counted all the same."""

    quotas: Quotas
    daily_usd: Decimal
    monthly_usd: Decimal

    def reserve(self, usd: Decimal, now: Ms) -> Reservation:
        """Takes what a call may cost at most; QuotaSpent says how much is left, and nothing is taken then."""
        taken: list[str] = []
        for limit in self._limits(now):
            try:
                self.quotas.take(NAME, limit.period, _allowed(limit), _micro(usd))
            except QuotaSpent:
                self._give_back(taken, usd)
                raise QuotaSpent(
                    f"the budget of the {limit.words} is used up: a call may cost {usd} USD, "
                    f"{self._left(limit)} of {limit.usd} are left"
                ) from None
            taken.append(limit.period)
        return Reservation(tuple(taken), usd)

    def settle(self, reserved: Reservation, cost_usd: Decimal) -> None:
        """Gives back what the call did not cost."""
        self._give_back(reserved.periods, reserved.usd - cost_usd)

    def told(self, now: Ms) -> str:
        """What is spent, in words."""
        return ", ".join(
            f"{_unlimited(limit) - self._left(limit)} of {limit.usd or 'no limit of'} USD this {limit.words}"
            for limit in self._limits(now)
        )

    def _left(self, limit: Limit) -> Decimal:
        return self.quotas.left(NAME, limit.period, _allowed(limit)) * MICRO

    def _give_back(self, periods: Sequence[str], usd: Decimal) -> None:
        for period in periods:
            self.quotas.give_back(NAME, period, _micro(usd))

    def _limits(self, now: Ms) -> tuple[Limit, Limit]:
        day = datetime.fromtimestamp(now / SECOND_MS, UTC).strftime("%Y-%m-%d")
        return Limit("day", day, self.daily_usd), Limit("month", day[:7], self.monthly_usd)


_NO_LIMIT = Decimal(10) ** 9


def _unlimited(limit: Limit) -> Decimal:
    return limit.usd or _NO_LIMIT


def _allowed(limit: Limit) -> int:
    return _micro(_unlimited(limit))


def _micro(usd: Decimal) -> int:
    return int((usd / MICRO).to_integral_value())
