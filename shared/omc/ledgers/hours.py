"""When a source has something to tell: the hours of its own place, on its own clocks."""

from dataclasses import dataclass
from datetime import UTC, datetime

from omc.kernel.instants import MINUTE_MS, SECOND_MS, Ms

_SATURDAY = 5
# A turn of the schedule comes some seconds before or after the hour is over; the one after it would be late.
_EARLY_MS = 5 * MINUTE_MS


@dataclass(frozen=True)
class OpenHours:
    """Monday to Friday, from_hour <= hour < to_hour on the clocks of `zone`, the schedule holds as it stands;
    at all other times `else_every_ms` lie between two runs."""

    zone: str
    from_hour: int
    to_hour: int
    else_every_ms: Ms

    def open_at(self, now: Ms) -> bool:
        """Whether the place is open at `now`, ms UTC.

        >>> OpenHours("America/New_York", 6, 22, 3_600_000).open_at(1_709_636_399_999)  # Tuesday, 05:59
        False
        """
        # Only who asks for a zone pays for their database.
        from zoneinfo import ZoneInfo

        local = datetime.fromtimestamp(now / SECOND_MS, UTC).astimezone(ZoneInfo(self.zone))
        return local.weekday() < _SATURDAY and self.from_hour <= local.hour < self.to_hour

    def too_early(self, now: Ms, last_run_at: Ms | None) -> str | None:
        """Why a turn of the schedule is not taken, in words; None when it is."""
        if last_run_at is None or self.open_at(now) or now - last_run_at >= self.else_every_ms - _EARLY_MS:
            return None
        hours = f"{self.from_hour:02d}:00 to {self.to_hour:02d}:00 on weekdays in {self.zone}"
        return f"not run: outside {hours} it is asked every {self.else_every_ms // MINUTE_MS} min"
