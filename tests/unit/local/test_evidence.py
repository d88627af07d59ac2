"""The ledgers of a laptop: what is turned on, what is left alone, what is caught up with."""

from typing import Any

import pytest

from local.aws.patches.persistence import undisturbed
from local.evidence import MADE_UP_SETTINGS, catch_up, other_side, turn_on
from omc.adapters.evidence.registry import SOURCES, plugin
from omc.kernel.instants import HOUR_MS, MINUTE_MS, Ms, to_iso

NOW: Ms = 1_800_000_000_000


def collector(
    source: str, state: str = "DRAFT", last: Ms | None = None, every: Ms = HOUR_MS
) -> dict[str, Any]:
    return {
        "collector_id": source, "source": source, "state": state, "version": 1, "interval_ms": every,
        "last_run_at": None if last is None else to_iso(last),
    }  # fmt: skip


class _Api:
    """Remembers what it was asked; only what `local.evidence` calls of an Api."""

    def __init__(self, *there: dict[str, Any]) -> None:
        self.there, self.asked = there, list[str]()
        self.sent: dict[str, Any] = {}

    def get(self, path: str, **_: Any) -> Any:
        assert path == "/v1/collectors"
        return {"items": list(self.there)}

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Any:
        self.asked.append(path.removeprefix("/v1/collectors/"))

    def patch(self, path: str, body: Any) -> Any:
        self.sent[path.removeprefix("/v1/collectors/")] = body


def test_what_nobody_has_touched_is_turned_on_with_made_up_keys_where_a_source_wants_them() -> None:
    api = _Api(collector("fear_greed"), collector("reddit"))
    assert turn_on(api, live=False) == ["fear_greed", "reddit"]  # type: ignore[arg-type]
    assert api.asked == ["fear_greed/activate", "reddit/activate"]
    assert api.sent == {"reddit": {"version": 1, "settings": MADE_UP_SETTINGS["reddit"]}}


def test_what_is_on_gets_its_schedule_again_and_what_was_paused_stays_so() -> None:
    api = _Api(collector("snapshot", "ACTIVE"), collector("reddit", "PAUSED"), collector("nansen", "FAILED"))
    assert turn_on(api, live=False) == ["snapshot"]  # type: ignore[arg-type]
    assert (api.asked, api.sent) == (["snapshot/activate"], {})


def test_beside_real_hosts_nobody_pretends_to_have_a_key_or_a_name() -> None:
    api = _Api(collector("fear_greed"), collector("sec_edgar"), collector("reddit"), collector("cryptopanic"))
    assert turn_on(api, live=True) == ["fear_greed"]  # type: ignore[arg-type]
    assert api.sent == {}
    with other_side(live=True) as extra:
        assert extra == ()


def test_without_real_hosts_the_functions_are_told_of_this_machine_only() -> None:
    with other_side(live=False) as extra:
        ((name, origin),) = extra
    assert name == "OMC_SOURCE_URL"
    assert origin.startswith("http://127.0.0.1:")


def test_only_what_is_on_and_due_is_run_at_once() -> None:
    api = _Api(
        collector("fear_greed", "ACTIVE"),
        collector("snapshot", "ACTIVE", NOW - 2 * HOUR_MS),
        collector("news_feeds", "ACTIVE", NOW - 5 * MINUTE_MS, 15 * MINUTE_MS),
        collector("reddit", "PAUSED", NOW - 2 * HOUR_MS),
    )
    assert catch_up(api, NOW) == ["fear_greed", "snapshot"]  # type: ignore[arg-type]
    assert api.asked == ["fear_greed/run", "snapshot/run"]


@pytest.mark.parametrize("source", [name for name in SOURCES if plugin(name).info.tier == 1])
def test_every_free_source_is_whole_with_what_the_laptop_gives_it(source: str) -> None:
    plugin(source).settings.model_validate(MADE_UP_SETTINGS.get(source, {}))


def test_a_table_that_is_written_while_it_is_copied_is_copied_again() -> None:
    tries = iter([RuntimeError("dictionary changed size during iteration")] * 3)

    def copied() -> dict[str, Any]:
        for error in tries:
            raise error
        return {"tables": {}}

    assert undisturbed(copied) == {"tables": {}}


def test_a_copy_that_never_succeeds_says_why() -> None:
    def copied() -> dict[str, Any]:
        raise RuntimeError("dictionary changed size during iteration")

    with pytest.raises(RuntimeError, match="changed size"):
        undisturbed(copied)
