"""Expiry of DynamoDB items as the template declares it.

Unmended, nothing created by a template ever expires.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners

from local.aws.patches.guard import EmulatorChangedError, expect

_TYPES = ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")


def apply() -> None:
    """Record the setting after the table is created or updated."""
    for create in (provisioners._ddb_create, provisioners._ddb_update):
        if "_ttl_settings" in create.__code__.co_names:
            raise EmulatorChangedError(
                f"{create.__name__} handles expiry itself now: drop the table_ttl mend."
            )
    expect(dynamodb._describe_ttl, '{"TimeToLiveStatus": "DISABLED"}')
    for kind in _TYPES:
        handlers = provisioners._RESOURCE_HANDLERS[kind]
        handlers["create"] = _then_set_expiry(handlers["create"], props_at=1)
        if "update" in handlers:
            handlers["update"] = _then_set_expiry(handlers["update"], props_at=2)


def _then_set_expiry(provision: Callable[..., Any], props_at: int) -> Callable[..., Any]:
    def provision_and_set(*args: Any, **kwargs: Any) -> Any:
        table, attributes = provision(*args, **kwargs)
        spec = args[props_at].get("TimeToLiveSpecification") or {}
        if str(spec.get("Enabled", "")).lower() == "true":
            setting = {"TimeToLiveStatus": "ENABLED", "AttributeName": spec["AttributeName"]}
            dynamodb._ttl_settings[table] = setting
        else:
            dynamodb._ttl_settings.pop(table, None)
        return table, attributes

    return provision_and_set
