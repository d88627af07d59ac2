"""api.alternative.me: one made-up value a day."""

from local.sources.speaking import Heard, Said, Speaker, said_json
from local.sources.world import drifting
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms

_WORDS = ((25, "Extreme Fear"), (46, "Fear"), (54, "Neutral"), (75, "Greed"), (100, "Extreme Greed"))


def fear_greed(heard: Heard) -> Said:
    if heard.path != "/fng/":
        return said_json({"error": "not found"}, 404)
    today = heard.now // DAY_MS
    days = min(int(heard.query.get("limit", "1")) or 30, 2000)
    rows = [_row((today - back) * DAY_MS) for back in range(days)]
    rows[0]["time_until_update"] = str(((today + 1) * DAY_MS - heard.now) // SECOND_MS)
    return said_json({"name": "Fear and Greed Index", "data": rows, "metadata": {"error": None}})


def _row(day: Ms) -> dict[str, str]:
    value = round(min(max(drifting("fear_greed", day, 50, 0.4), 1), 100))
    word = next(word for limit, word in _WORDS if value <= limit)
    return {"value": str(value), "value_classification": word, "timestamp": str(day // SECOND_MS)}


SPEAKERS: dict[str, Speaker] = {"api.alternative.me": fear_greed}
