"""Mends of the emulator's defects that would mislead us: one module per defect, each with a contract test.

Each module replaces named parts of MiniStack and first checks that they are the parts it was written for.
"""

from importlib import import_module

from local.aws.patches.guard import require_version

# The order matters twice: isolation and protocol edit the same script, persistence builds on streams.
MENDS = (
    "worker_protocol",
    "bundle_isolation",
    "worker_pool",
    "http_errors",
    "socket_routes",
    "api_cors",
    "table_ttl",
    "template_types",
    "schedules",
    "schedule_grants",
    "denials",
    "expressions",
    "metrics",
    "streams",
    "persistence",
    "shutdown",
    "live_code",
)


def apply_all() -> None:
    """Apply every mend; the environment must be final before, since the emulator reads it on import."""
    require_version()
    for name in MENDS:
        import_module(f"local.aws.patches.{name}").apply()
