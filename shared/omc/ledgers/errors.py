"""What goes wrong with a source, grouped by the reaction it requires.

Transient
├── SourceDown        no answer, or a broken one: ask again, counts against the host
├── RateLimited       too fast: wait as long as it says; not the host's fault, does not count against it
└── HostPaused        our own breaker is open: do not ask before `retry_after_s`
Conflict
└── QuotaSpent        the plan's calls are used up: nothing to retry before the period ends
NeedsPerson
└── SourceRefused     a wrong or missing key, a plan without the right: a person must mend it
InvalidInput
└── SourceChanged     an answer, but not the one we know how to read: a person must look at the parser
"""

from omc.kernel.errors import Conflict, InvalidInput, NeedsPerson, Transient


class SourceDown(Transient):
    code = "source_down"


class RateLimited(Transient):
    code = "rate_limited"


class HostPaused(Transient):
    code = "host_paused"


class QuotaSpent(Conflict):
    code = "quota_spent"


class SourceRefused(NeedsPerson):
    code = "source_refused"


class SourceChanged(InvalidInput):
    code = "source_changed"
