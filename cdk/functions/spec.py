"""What a Lambda function needs, and therefore what it may touch."""

from dataclasses import dataclass
from enum import StrEnum


class Table(StrEnum):
    """The tables; the value is the last part of the environment variable's middle: OMC_FLOOR_TABLE."""

    MARKET = "market"
    FLOOR = "floor"
    LAB = "lab"
    ACCOUNT = "account"
    SOCKETS = "sockets"
    LEDGER = "ledger"


class Need(StrEnum):
    """Things beside tables that a function may use."""

    LAKE_READ = "lake_read"
    LAKE_WRITE = "lake_write"
    LAKE_MERGE = "lake_merge"
    AUDIT_WRITE = "audit_write"
    BUS = "bus"
    EXECUTE_QUEUE = "execute_queue"
    DECIDE_QUEUE = "decide_queue"
    GATES = "gates"
    BACKTEST = "backtest"
    SEARCH = "search"
    BACKFILL = "backfill"
    BACKFILL_PAGES = "backfill_pages"
    REPAIR = "repair"
    BACKTEST_ANSWER = "backtest_answer"
    SCHEDULES = "schedules"
    SOCKET_POST = "socket_post"
    SOCKET_ADDRESS = "socket_address"
    COLLECTION = "collection"
    RAW_PAGES = "raw_pages"
    SECRETS_READ = "secrets_read"
    SECRETS_WRITE = "secrets_write"
    COLLECTOR_SCHEDULES = "collector_schedules"
    COLLECTOR_UNSCHEDULE = "collector_unschedule"
    COLLECTOR_RUNS = "collector_runs"


@dataclass(frozen=True)
class FunctionSpec:
    """One function; `name` is its folder below functions/. `writes` includes reading."""

    name: str
    purpose: str
    timeout_s: int
    memory_mb: int = 512
    reads: tuple[Table, ...] = ()
    writes: tuple[Table, ...] = ()
    needs: tuple[Need, ...] = ()

    @property
    def module(self) -> str:
        """Module that holds the handler.

        >>> FunctionSpec("floor/execute", "", 1).module
        'functions.floor.execute.handler'
        """
        return f"functions.{self.name.replace('/', '.')}.handler"

    @property
    def construct_id(self) -> str:
        """Name inside the template.

        >>> FunctionSpec("floor/execute", "", 1).construct_id
        'FloorExecute'
        """
        return "".join(part.capitalize() for part in self.name.split("/"))

    def physical_name(self, stage: str) -> str:
        """Name people read in consoles, logs and runbooks."""
        return f"omc-{stage}-{self.name.replace('/', '-')}"
