"""From stored records to people: every alert that fires tells its owner, once.

Whoever dies in the middle has told some; telling again tells the rest.
"""

from collections.abc import Iterable

from omc.kernel.errors import Conflict, NotFound
from omc.kernel.instants import Ms
from omc.ledgers.alerting import Alert, AlertBook, is_news, notice_of
from omc.ledgers.records import CatalystEvent, Record

_TURNS = 3


def tell_of(records: Iterable[Record], book: AlertBook, now: Ms) -> int:
    """How many notices were new; Conflict when an alert changed time after time: tell again."""
    news = [one for one in records if isinstance(one, CatalystEvent) and is_news(one)]
    watching = {event_type: book.watching(event_type) for event_type in {one.type for one in news}}
    return sum(_told(alert, event, book, now) for event in news for alert in watching[event.type])


def _told(alert: Alert, event: CatalystEvent, book: AlertBook, now: Ms) -> bool:
    for turn in range(_TURNS):
        if not alert.fires_on(event):
            return False
        try:
            return book.tell(alert, notice_of(alert, event, now))
        except Conflict:
            if turn == _TURNS - 1:
                raise
        # Its owner changed or removed it meanwhile: what they want now counts.
        try:
            alert = book.get(alert.owner_id, alert.alert_id)
        except NotFound:
            return False
    return False
