"""Standings of quality as stored."""

from pydantic import TypeAdapter

from omc.ledgers.quality.ports import Standing

_STANDING: TypeAdapter[Standing] = TypeAdapter(Standing)


def format_standing(standing: Standing) -> str:
    return _STANDING.dump_json(standing).decode()


def parse_standing(text: str) -> Standing:
    """Inverse of `format_standing`."""
    return _STANDING.validate_json(text)
