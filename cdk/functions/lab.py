"""Backtests to promotion, and searches."""

from cdk.functions.spec import FunctionSpec, Need, Table

_T, _N = Table, Need

LAB = (
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
)
