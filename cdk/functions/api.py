"""Behind the HTTP API."""

from cdk.functions.spec import FunctionSpec, Need, Table

_T, _N = Table, Need

API = (
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
)
