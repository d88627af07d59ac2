"""A restart loses no stream record and no consumer; state is also written while running.

Unmended, positions are saved without the records they count: after a restart every consumer waits for a
position the new, empty stream reaches late or never. Records a consumer has not read yet are saved with
their table, and positions beyond the end are brought back to it.
"""

import os
import threading
import time
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.services import dynamodb, lambda_svc

from local.aws.patches.guard import expect
from local.aws.patches.streams import scope, table_of
from local.aws.settings import AUTOSAVE_ENV

SHORTEST_AUTOSAVE_S = 60.0
_TRIES, _BETWEEN_S = 10, 0.02
_STATE_KEY = "omc_unread_stream_records"


def apply() -> None:
    """Add unread records to the saved state, restore them, and start saving after the first load."""
    expect(dynamodb.get_state, '"ttl_settings": copy.deepcopy(_ttl_settings)')
    expect(app._build_persistence_save_dict, "save_dict[key] = mod.get_state")
    expect(app._load_persisted_state, "_get_module(module_name).load_persisted_state(data)")
    get_state, restore, load = dynamodb.get_state, dynamodb.load_persisted_state, app._load_persisted_state

    def get_state_with_unread() -> Any:
        state = undisturbed(get_state)
        return {**state, _STATE_KEY: unread_records()}

    def restore_with_unread(data: dict[str, Any]) -> None:
        unread = data.pop(_STATE_KEY, [])
        restore(data)
        for account, region, table, trimmed, records in unread:
            with scope(account, region):
                dynamodb._stream_trimmed[table] = trimmed
                dynamodb._stream_records[table] = records

    def load_and_start() -> None:
        load()
        bring_positions_back()
        threading.Thread(target=_autosave, daemon=True, name="omc-autosave").start()

    dynamodb.get_state, dynamodb.load_persisted_state = get_state_with_unread, restore_with_unread
    app._load_persisted_state = load_and_start


def undisturbed(copied: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `copied` gives once no writer changes a table meanwhile; the last try's error when all do."""
    for _ in range(_TRIES - 1):
        try:
            return copied()
        except RuntimeError:
            # A dictionary changed its size while it was copied; unmended, this save would lack all tables.
            time.sleep(_BETWEEN_S)
    return copied()


def unread_records() -> list[list[Any]]:
    """[account, region, table, count before, records] for each stream that has a consumer."""
    lowest: dict[tuple[str, str, str], int] = {}
    for account, region, mapping in list(lambda_svc._iter_all_esms()):
        table = table_of(mapping)
        position = lambda_svc._dynamodb_stream_positions.get_scoped(account, region, mapping["UUID"])
        if table is not None and position is not None:
            key = (account, region, table)
            lowest[key] = min(position, lowest.get(key, position))
    saved = []
    for (account, region, table), position in lowest.items():
        with scope(account, region):
            end = dynamodb.stream_end_position(table)
            start = min(position, end)
            saved.append(
                [account, region, table, start, list(dynamodb.stream_records_since(table, start, end))]
            )
    return saved


def bring_positions_back() -> None:
    """A position past the end would wait for records that never come."""
    for account, region, mapping in list(lambda_svc._iter_all_esms()):
        table = table_of(mapping)
        if table is None:
            continue
        with scope(account, region):
            positions, end = lambda_svc._dynamodb_stream_positions, dynamodb.stream_end_position(table)
            positions[mapping["UUID"]] = min(int(positions.get(mapping["UUID"], end)), end)


def _autosave() -> None:
    pause_s = max(float(os.environ.get(AUTOSAVE_ENV, SHORTEST_AUTOSAVE_S)), SHORTEST_AUTOSAVE_S)
    while True:
        time.sleep(pause_s)
        app.save_all(app._build_persistence_save_dict())
