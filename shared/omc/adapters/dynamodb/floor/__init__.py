"""The Floor's memory in its table: one item per record, one transaction per change.

ACCOUNT#{id}     STATE | JOURNAL#{seq}          ALGORITHM#{id}   STATE | SPEC
ORDER#{id}       STATE | FILL#{seq}             OPERATION#{id}   STATE
OWNER#{id}       STATE | ALGORITHM#{id}         OWNERS           {owner}
AUDIT#{subject}  {seq}                          SERIES#{key}     {algorithm}   who trades it
TRADES#{owner}   {closed_at}#{seq}#{id}         RUNNING          {algorithm}
SIGNALS#{owner}  {ts}#{id}                      UNFINISHED       {operation}
EQUITY#{account} {at}                           WATCH, RECONCILE LAST
gsi1: ORDERS#{owner}  {decided_at}#{order}

Records stand in `doc`; beside it `version`, and on accounts and owners `killed`, for conditions.
"""
