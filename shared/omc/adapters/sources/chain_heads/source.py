"""JSON-RPC by POST: eth_blockNumber and eth_gasPrice (hexadecimal wei), getBlockHeight of Solana.

Hosts are asked in order and the first that answers counts. Gas that was not measured is absent, never
a constant.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.measuring import measurement
from omc.adapters.evidence.reading import checking, dig
from omc.adapters.evidence.stamps import current
from omc.adapters.sources.chain_heads.settings import ChainHeadsSettings
from omc.kernel.errors import OmcError
from omc.kernel.instants import MINUTE_MS, Ms
from omc.ledgers.errors import SourceChanged, SourceDown
from omc.ledgers.records import Measurement
from omc.ledgers.sources import Checked, Page, SourceInfo

_GWEI = Decimal(10) ** 9
_ANSWER_BYTES = 64 * 1024
_HOST_S = 10.0

T = TypeVar("T")


class ChainHeads:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: ChainHeadsSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        return checking(lambda: self._ethereum(), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        del since  # Only the present can be asked for.
        yield self._ethereum()
        yield self._solana()

    def _ethereum(self) -> Page:
        height, notes = self._first(self._settings.ethereum, lambda host: self._hex(host, "eth_blockNumber"))
        values = {"block_height": Decimal(height)}
        try:
            wei, more = self._first(self._settings.ethereum, lambda host: self._hex(host, "eth_gasPrice"))
            values["gas_gwei"] = Decimal(wei) / _GWEI
            notes += more
        except OmcError as error:
            notes.append(f"gas was not measured: {error.message}")
        return Page([self._record("ethereum", "ETH", values)], notes)

    def _solana(self) -> Page:
        height, notes = self._first(self._settings.solana, lambda host: self._call(host, "getBlockHeight"))
        if isinstance(height, bool) or not isinstance(height, int) or height < 0:
            raise SourceChanged(f"expected a block height of Solana, got {height!r}")
        return Page([self._record("solana", "SOL", {"block_height": Decimal(height)})], notes)

    def _first(self, hosts: Sequence[str], ask: Callable[[str], T]) -> tuple[T, list[str]]:
        """The first host's answer, and a sentence for each that failed before it."""
        failed: list[OmcError] = []
        for host in hosts:
            try:
                return ask(host), [error.message for error in failed]
            except OmcError as error:
                failed.append(error)
        if len({type(error) for error in failed}) == 1:
            raise failed[-1]
        told = "; ".join(error.message for error in failed)
        raise SourceDown(f"expected an answer of one of {len(hosts)} hosts, got none: {told}")

    def _hex(self, host: str, method: str) -> int:
        value = self._call(host, method)
        try:
            return int(value, 16)
        except (TypeError, ValueError):
            raise SourceChanged(f"expected a hexadecimal number for {method}, got {value!r}") from None

    def _call(self, host: str, method: str) -> Any:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": []}
        answer = self._context.http.ask(
            Question(
                host, method="POST", json=body, largest_bytes=_ANSWER_BYTES, patient=False, timeout_s=_HOST_S
            )
        )
        document = answer.json()
        if isinstance(document, dict) and document.get("error"):
            # RPC hosts say "too many requests" and "method not allowed" with status 200.
            raise SourceDown(f"{answer.place} reports an error for {method}")
        return dig(document, "result")

    def _record(self, chain: str, asset: str, values: dict[str, Decimal]) -> Measurement:
        stamp = current(self._context.http.now(), MINUTE_MS)
        return measurement(self.info, self._context, stamp, chain, values, assets=(asset,))
