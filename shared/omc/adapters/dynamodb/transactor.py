"""Patience with a busy table: who met another transaction tries again, at growing, uneven pauses."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import ClientError

from omc.adapters.dynamodb.client import transact
from omc.kernel.errors import Transient
from omc.kernel.instants import Ms

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

T = TypeVar("T")
TRIES = 8
FIRST_PAUSE_MS = 20
LONGEST_PAUSE_MS = 1_000
_BUSY = {"TransactionConflictException", "ThrottlingException", "ProvisionedThroughputExceededException"}


class Transactor:
    """Conflict passes at once: it is about versions, and to repeat it unread would be wrong.

    chance: uniform in [0, 1). send: what carries a transaction, for tests to get in its way.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        sleep: Callable[[Ms], None],
        chance: Callable[[], float],
        send: "Callable[[DynamoDBClient, Sequence[TransactWriteItemTypeDef]], None]" = transact,
    ) -> None:
        self._client, self._sleep, self._chance, self._send = client, sleep, chance, send

    def write(self, writes: "Sequence[TransactWriteItemTypeDef]") -> None:
        """All of `writes` or none; Conflict if a condition failed, Transient if it stayed busy."""
        if writes:
            self.patiently(lambda: self._send(self._client, writes))

    def patiently(self, attempt: Callable[[], T]) -> T:
        """The result of the first `attempt` that did not meet a busy table."""
        for tried in range(TRIES - 1):
            try:
                return attempt()
            except Transient:
                self._pause(tried)
            except ClientError as error:
                if error.response["Error"]["Code"] not in _BUSY:
                    raise
                self._pause(tried)
        return attempt()

    def _pause(self, tried: int) -> None:
        longest = min(FIRST_PAUSE_MS * 2**tried, LONGEST_PAUSE_MS)
        self._sleep(int(longest * (0.5 + self._chance() / 2)))
