"""Evidence in the lake, in two trees.

    records/ledger=human/source=reddit/day=2026-11-28/{merged,part-*}.parquet           what was said, whole
    observations/ledger=human/source=reddit/month=2026-11/{merged,part-*}.parquet       what features read

Both are cut by the day and month in which a record was known, so what comes late is found where it came, and
a range of time reads the months of that range and no others. A part is written once and named by what it
holds; merging replaces many by one. Who reads while both are there meets a row twice and counts it once.
"""
