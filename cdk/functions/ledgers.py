"""The four ledgers: collecting, keeping, mending, judging; backfills."""

from cdk.functions.spec import FunctionSpec, Need, Table

_T, _N = Table, Need

LEDGERS = (
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
)
