"""How fast a person should hear of an event, and what a kind of event weighs."""

from omc.ledgers.taxonomy import EventType, Priority

_CRITICAL_TYPES = frozenset({EventType.LISTING, EventType.HACK})
_CRITICAL_FROM, _HIGH_FROM = 9, 6


def priority_of(event_type: EventType, impact: int) -> Priority:
    """critical from impact 9, and every listing and hack; high from 6; else normal."""
    if impact >= _CRITICAL_FROM or event_type in _CRITICAL_TYPES:
        return Priority.CRITICAL
    return Priority.HIGH if impact >= _HIGH_FROM else Priority.NORMAL
