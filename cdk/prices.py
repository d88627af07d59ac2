"""List prices of AWS in us-east-1, in USD, without tax, and what AWS gives everyone every month.

Prices change: check them against the services' pricing pages before you rely on a sum.
"""

from dataclasses import dataclass

AS_OF = "June 2025, us-east-1, from the services' public pricing pages; to be checked before use"


@dataclass(frozen=True)
class Price:
    """Price of `per` units; `free` units a month cost nothing in any account, however old."""

    usd: float
    per: float = 1
    free: float = 0

    def list_usd(self, units: float) -> float:
        """Without any allowance."""
        return units * self.usd / self.per

    def billed_usd(self, units: float) -> float:
        """With the standing allowance, as if nothing else in the account used it."""
        return max(units - self.free, 0) * self.usd / self.per


MILLION = 1_000_000
PRICES = {
    "customer key": Price(1.00),
    "key rotation kept": Price(1.00),
    "KMS requests": Price(0.03, per=10_000, free=20_000),
    "metrics under alarm": Price(0.10, free=10),
    "dashboards": Price(3.00, free=3),
    "SQS requests": Price(0.40, per=MILLION, free=MILLION),
    "web ACL": Price(5.00),
    "web ACL rules": Price(1.00),
    "S3 storage, GB": Price(0.023),
    "S3 writes": Price(0.005, per=1000),
    "table storage, GB": Price(0.25, free=25),
    "table writes": Price(0.625, per=MILLION),
    "table reads": Price(0.125, per=MILLION),
    "function requests": Price(0.20, per=MILLION, free=MILLION),
    "function GB-s (arm)": Price(0.0000133334, free=400_000),
    "log intake, GB": Price(0.50, free=5),
    "traces": Price(5.00, per=MILLION, free=100_000),
    "schedule starts": Price(1.00, per=MILLION, free=14 * MILLION),
    "bus events": Price(1.00, per=MILLION),
    "state transitions": Price(0.025, per=1000, free=4000),
    "HTTP requests": Price(1.00, per=MILLION),
    "socket messages": Price(1.00, per=MILLION),
    "socket minutes": Price(0.25, per=MILLION),
}
