"""Resources the emulator's CloudFormation does not know, and that do nothing on a laptop, are accepted.

The template stays the one that goes to AWS: nothing is stripped from it. Composite and metric-math alarms,
WAF associations and socket route responses exist in the stack and have no behaviour. CDK's helper that
empties buckets needs an SDK the laptop lacks, and its absence would hang a deployment for an hour.
"""

from typing import Any

from ministack.services.cloudformation import custom_resource, provisioners

from local.aws.patches.guard import EmulatorChangedError, expect

INERT_TYPES = (
    "AWS::ApiGatewayV2::RouteResponse",
    "AWS::ApiGatewayV2::IntegrationResponse",
    "AWS::WAFv2::WebACLAssociation",
    "AWS::CloudWatch::CompositeAlarm",
)
INERT_CUSTOM_TYPES = ("Custom::S3AutoDeleteObjects",)
CUSTOM_RESOURCE_TIMEOUT_S = "60"


def apply() -> None:
    """Register the inert types, let metric-math alarms pass, skip the bucket helper."""
    handlers = provisioners._RESOURCE_HANDLERS
    for kind in INERT_TYPES:
        if kind in handlers:
            raise EmulatorChangedError(f"The emulator supports {kind} now: drop it from template_types.")
        handlers[kind] = {"create": _create, "update": _update, "delete": _delete}
    _let_metric_math_pass(handlers["AWS::CloudWatch::Alarm"])
    _skip_inert_custom_resources()


def _attributes(name: str) -> dict[str, str]:
    return {"Arn": f"arn:aws:cloudwatch:us-east-1:000000000000:alarm:{name}"}


def _create(logical_id: str, _props: dict[str, Any], stack: str) -> tuple[str, dict[str, str]]:
    name = f"{stack}-{logical_id}"
    return name, _attributes(name)


def _update(physical_id: str, *_rest: Any) -> tuple[str, dict[str, str]]:
    return physical_id, _attributes(physical_id)


def _delete(*_args: Any) -> None:
    return None


def _let_metric_math_pass(alarm: dict[str, Any]) -> None:
    expect(provisioners._cw_metric_alarm_record, "Properties.Metrics (metric math) is not supported")
    create, update = alarm["create"], alarm["update"]

    def create_alarm(logical_id: str, props: dict[str, Any], stack: str) -> Any:
        return (_create if props.get("Metrics") else create)(logical_id, props, stack)

    def update_alarm(physical_id: str, old: dict[str, Any], new: dict[str, Any], *rest: Any) -> Any:
        return (_update if new.get("Metrics") else update)(physical_id, old, new, *rest)

    alarm["create"], alarm["update"] = create_alarm, update_alarm


def _skip_inert_custom_resources() -> None:
    expect(custom_resource.invoke_custom_resource, 'props.get("ServiceTimeout", 3600)')
    invoke = custom_resource.invoke_custom_resource

    def invoke_unless_inert(
        request: str,
        logical_id: str,
        props: dict[str, Any],
        stack: str,
        stack_id: str,
        kind: str,
        physical_id: str | None = None,
        old_props: dict[str, Any] | None = None,
    ) -> Any:
        if kind in INERT_CUSTOM_TYPES:
            return physical_id or logical_id, {}
        patient = {"ServiceTimeout": CUSTOM_RESOURCE_TIMEOUT_S, **props}
        return invoke(request, logical_id, patient, stack, stack_id, kind, physical_id, old_props)

    custom_resource.invoke_custom_resource = invoke_unless_inert
