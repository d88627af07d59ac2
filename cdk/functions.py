"""Every Lambda function: what it needs, and therefore what it may touch.

A function gets the environment variable and the grant of each need it declares, and no other: code that
reaches for something undeclared fails on its first call, on the laptop as on AWS.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


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


_T, _N = Table, Need

FUNCTIONS = (
    FunctionSpec(
        "events/relay",
        "Publishes the outbox records of the tables' streams.",
        timeout_s=30,
        memory_mb=256,
        needs=(_N.BUS, _N.EXECUTE_QUEUE),
    ),
    FunctionSpec(
        "events/alert",
        "Tells people of the events they asked for.",
        timeout_s=60,
        reads=(_T.LEDGER,),
        writes=(_T.ACCOUNT,),
    ),
    FunctionSpec(
        "ledgers/collect",
        "Collects closed bars, several polls inside its minute.",
        # A little less than the schedule's minute and the lease it holds.
        timeout_s=58,
        reads=(_T.LEDGER,),
        writes=(_T.MARKET,),
        needs=(_N.LAKE_READ, _N.COLLECTION),
    ),
    FunctionSpec(
        "ledgers/ingest",
        "Runs one collector of evidence once.",
        # Two minutes for the longest run, and what it takes to write down how it went.
        timeout_s=130,
        writes=(_T.LEDGER,),
        needs=(_N.RAW_PAGES, _N.SECRETS_READ, _N.COLLECTOR_UNSCHEDULE),
    ),
    FunctionSpec(
        "ledgers/enrich",
        "Has a language model score posts, once.",
        # Twenty calls of some seconds each; a schedule of half an hour has the time.
        timeout_s=300,
        writes=(_T.LEDGER,),
        needs=(_N.SECRETS_READ, _N.COLLECTOR_UNSCHEDULE),
    ),
    FunctionSpec(
        "ledgers/archive",
        "Keeps what the ledgers told in the lake.",
        timeout_s=60,
        memory_mb=1024,
        reads=(_T.LEDGER,),
        needs=(_N.LAKE_WRITE,),
    ),
    FunctionSpec(
        "ledgers/compact",
        "Merges the lake's many small objects of evidence into few.",
        timeout_s=840,
        memory_mb=1769,
        needs=(_N.LAKE_MERGE,),
    ),
    FunctionSpec(
        "ledgers/features",
        "Builds the training set.",
        timeout_s=240,
        memory_mb=1769,
        reads=(_T.MARKET, _T.LEDGER),
        needs=(_N.LAKE_WRITE, _N.COLLECTION),
    ),
    FunctionSpec(
        "ledgers/repair",
        "Asks venues once more for bars that are missing.",
        timeout_s=300,
        writes=(_T.MARKET,),
        needs=(_N.LAKE_WRITE,),
    ),
    FunctionSpec("backfill/plan", "Cuts a backfill into pages.", timeout_s=60, writes=(_T.MARKET,)),
    FunctionSpec(
        "backfill/page",
        "Fetches one page of a backfill.",
        # Less than the lease it holds.
        timeout_s=140,
        writes=(_T.MARKET,),
        needs=(_N.BACKFILL_PAGES,),
    ),
    FunctionSpec(
        "backfill/join",
        "Keeps a backfill's pages as history.",
        timeout_s=280,
        memory_mb=1769,
        writes=(_T.MARKET,),
        needs=(_N.LAKE_WRITE,),
    ),
    FunctionSpec("backfill/fail", "Ends a backfill that gave up.", timeout_s=30, writes=(_T.MARKET,)),
    FunctionSpec(
        "ledgers/quality",
        "Looks at how far the ledgers can be trusted.",
        timeout_s=120,
        writes=(_T.LEDGER,),
        needs=(_N.COLLECTOR_UNSCHEDULE,),
    ),
    FunctionSpec(
        "backtest/plan",
        "Splits a run into its windows.",
        timeout_s=60,
        memory_mb=1024,
        reads=(_T.MARKET,),
        writes=(_T.LAB,),
        needs=(_N.LAKE_READ, _N.GATES),
    ),
    FunctionSpec(
        "backtest/run",
        "Runs the engine over one window.",
        timeout_s=600,
        memory_mb=3008,
        reads=(_T.MARKET,),
        writes=(_T.LAB,),
        needs=(_N.LAKE_WRITE,),
    ),
    FunctionSpec(
        "backtest/judge",
        "Writes the report card and holds it against the gates.",
        timeout_s=120,
        memory_mb=1769,
        # What the same rules came to on paper is the Floor's to tell.
        reads=(_T.MARKET, _T.FLOOR),
        writes=(_T.LAB,),
        needs=(_N.LAKE_WRITE, _N.GATES),
    ),
    FunctionSpec(
        "backtest/promote",
        "Turns a qualified run into an algorithm on the Floor.",
        timeout_s=30,
        reads=(_T.MARKET,),
        writes=(_T.LAB, _T.FLOOR),
        needs=(_N.LAKE_READ, _N.SCHEDULES),
    ),
    FunctionSpec(
        "backtest/ask",
        "Leaves a promotion's task token where a person finds it.",
        timeout_s=30,
        writes=(_T.LAB,),
        # Asked again after the answer came, it gives that answer itself.
        needs=(_N.BACKTEST_ANSWER,),
    ),
    FunctionSpec("backtest/fail", "Ends a run that gave up.", timeout_s=30, writes=(_T.LAB,)),
    FunctionSpec(
        "search/plan",
        "Cuts a search into shards and keeps the bars they work on.",
        timeout_s=180,
        memory_mb=1769,
        reads=(_T.MARKET,),
        writes=(_T.LAB,),
        needs=(_N.LAKE_WRITE,),
    ),
    FunctionSpec(
        "search/shard",
        "Runs some of a search's parameter sets, or one fold.",
        timeout_s=840,
        memory_mb=3008,
        writes=(_T.LAB,),
        needs=(_N.LAKE_WRITE,),
    ),
    FunctionSpec(
        "search/propose",
        "Asks a model which sets to try next.",
        timeout_s=240,
        memory_mb=1769,
        writes=(_T.LAB,),
        needs=(_N.LAKE_WRITE,),
    ),
    FunctionSpec(
        "search/reduce",
        "Ranks what a search found and measures its luck.",
        timeout_s=540,
        memory_mb=3008,
        writes=(_T.LAB,),
        needs=(_N.LAKE_WRITE,),
    ),
    FunctionSpec("search/fail", "Ends a search that gave up.", timeout_s=30, writes=(_T.LAB,)),
    FunctionSpec(
        "floor/decide",
        "Decides for each algorithm of a series on its next bars.",
        timeout_s=60,
        memory_mb=1024,
        reads=(_T.MARKET, _T.LEDGER),
        writes=(_T.FLOOR,),
        needs=(_N.DECIDE_QUEUE, _N.LAKE_READ, _N.SCHEDULES),
    ),
    FunctionSpec(
        "floor/execute",
        "Sends each order at most once.",
        timeout_s=30,
        writes=(_T.FLOOR,),
        needs=(_N.DECIDE_QUEUE,),
    ),
    FunctionSpec(
        "floor/reconcile",
        "Compares our books with the venue's.",
        timeout_s=58,
        reads=(_T.MARKET,),
        writes=(_T.FLOOR,),
        needs=(_N.DECIDE_QUEUE,),
        memory_mb=256,
    ),
    FunctionSpec(
        "floor/watch",
        "Looks after stops, stuck orders and risk between bars.",
        timeout_s=58,
        writes=(_T.FLOOR,),
        needs=(_N.DECIDE_QUEUE, _N.SCHEDULES),
        memory_mb=256,
    ),
    FunctionSpec(
        "api/strategies",
        "Strategies, backtests, report cards, promotions.",
        timeout_s=20,
        memory_mb=1024,
        reads=(_T.MARKET,),
        writes=(_T.LAB, _T.ACCOUNT, _T.FLOOR),
        needs=(_N.LAKE_READ, _N.BACKTEST, _N.GATES, _N.SCHEDULES),
    ),
    FunctionSpec(
        "api/searches",
        "Searches over parameters, walk-forwards.",
        timeout_s=20,
        memory_mb=1024,
        reads=(_T.MARKET,),
        writes=(_T.LAB, _T.ACCOUNT),
        needs=(_N.LAKE_READ, _N.SEARCH),
    ),
    FunctionSpec(
        "api/analysis",
        "Indicators, opportunities, comparisons, exports.",
        timeout_s=20,
        memory_mb=1769,
        # The Floor's, for what became of a run's rules on paper.
        reads=(_T.MARKET, _T.LAB, _T.FLOOR),
        # First answers to repeated questions.
        writes=(_T.ACCOUNT,),
        # Exports are written before they are linked to.
        needs=(_N.LAKE_WRITE,),
    ),
    FunctionSpec(
        "api/floor",
        "The Floor: state, orders, emergency stop.",
        timeout_s=20,
        memory_mb=1024,
        reads=(_T.MARKET, _T.SOCKETS),
        writes=(_T.FLOOR, _T.ACCOUNT),
        needs=(_N.DECIDE_QUEUE, _N.SCHEDULES),
    ),
    FunctionSpec(
        "api/ledgers",
        "Candles, series and gaps; what the four ledgers show; backfills, repairs, quality.",
        timeout_s=20,
        memory_mb=1024,
        reads=(_T.LEDGER,),
        writes=(_T.MARKET, _T.ACCOUNT),
        needs=(_N.LAKE_READ, _N.BACKFILL, _N.REPAIR),
    ),
    FunctionSpec(
        "api/collectors",
        "Collectors: settings, runs, health.",
        # A test of a connection is waited for.
        timeout_s=27,
        memory_mb=1024,
        writes=(_T.LEDGER, _T.ACCOUNT),
        needs=(_N.COLLECTOR_SCHEDULES, _N.COLLECTOR_RUNS, _N.SECRETS_WRITE),
    ),
    FunctionSpec(
        "api/account",
        "Profile, alerts, socket tickets, health.",
        timeout_s=20,
        memory_mb=1024,
        writes=(_T.ACCOUNT, _T.SOCKETS),
        needs=(_N.SOCKET_ADDRESS,),
    ),
    FunctionSpec(
        "socket/authorize",
        "Takes a ticket once and says whose socket it is.",
        timeout_s=10,
        writes=(_T.SOCKETS,),
    ),
    FunctionSpec("socket/connect", "Remembers a connection.", timeout_s=10, writes=(_T.SOCKETS,)),
    FunctionSpec("socket/disconnect", "Forgets a connection.", timeout_s=10, writes=(_T.SOCKETS,)),
    FunctionSpec(
        "socket/message",
        "Subscribes, and replays what a reader missed.",
        timeout_s=10,
        reads=(_T.LAB,),
        writes=(_T.SOCKETS,),
        needs=(_N.SOCKET_POST,),
    ),
    FunctionSpec(
        "socket/publish",
        "Numbers push records and posts them to their readers.",
        timeout_s=60,
        writes=(_T.SOCKETS,),
        needs=(_N.SOCKET_POST,),
    ),
)


def function_spec(name: str) -> FunctionSpec:
    """The function of that name."""
    return next(spec for spec in FUNCTIONS if spec.name == name)


def missing_handlers(root: Path) -> tuple[str, ...]:
    """Functions that are declared but whose folder has no handler.py."""
    return tuple(s.name for s in FUNCTIONS if not (root / "functions" / s.name / "handler.py").is_file())
