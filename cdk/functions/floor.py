"""The Floor: decisions, orders, reconciliation, watch."""

from cdk.functions.spec import FunctionSpec, Need, Table

_T, _N = Table, Need

FLOOR = (
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
)
