"""What carries events: out of the tables, to people."""

from cdk.functions.spec import FunctionSpec, Need, Table

_T, _N = Table, Need

EVENTS = (
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
)
