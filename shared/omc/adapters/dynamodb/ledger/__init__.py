"""The `ledger` table: records of evidence, collectors, and what a run works with.

{ledger}#{source}#{asset}#{day} / {event_time:013}#{record_id}#{known_at:013}-{digest}   a revision, whole
THING#{record_id}   / HEAD                  its last revisions, by which a repeat is known
SOURCES#{ledger}    / {source}              who has told something
COLLECTORS          / {collector_id}        a collector
RUNS#{collector_id} / {started:013}#{run_id}   a run, 90 days
RUN#{run_id}        / RUN                   that it is counted
MEMORY#{instance}   / {name}                what a source keeps
QUOTA#{name}        / {period}              calls taken
USES#{role}#{day}   / {at:013}#{id}         a call of a language model: tokens and cost, 400 days
BREAKER#{host}      / BREAKER               the host's breaker
SECRETS#{collector_id} / SECRETS            encrypted settings
LEASE#collector:{id} / LEASE                who runs it now
QUALITY             / QUALITY               how far each ledger and collector can be trusted
QUALITY#{name}      / {at:013}              the same, a year
OUTBOX#, PUSH#                              as in every table

A record stands under asset `*` and under each of its assets, so that one query reads an asset's day.
"""
