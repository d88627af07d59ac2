"""CORS of an HTTP API from CloudFormation.

Template keys start with a capital and the data plane reads lower case: unmended, every preflight answers 403.
"""

from typing import Any

from ministack.services.cloudformation import provisioners

from local.aws.patches.guard import expect

_TYPE = "AWS::ApiGatewayV2::Api"


def apply() -> None:
    """Translate the keys before the emulator stores them, on create and on update."""
    expect(provisioners._apigw_v2_api_create, 'api["corsConfiguration"] = props["CorsConfiguration"]')
    expect(provisioners._apigw_v2_api_update, 'payload["corsConfiguration"] = new_props["CorsConfiguration"]')
    handlers = provisioners._RESOURCE_HANDLERS[_TYPE]
    create, update = handlers["create"], handlers["update"]

    def create_api(logical_id: str, props: dict[str, Any], stack: str) -> Any:
        return create(logical_id, in_wire_case(props), stack)

    def update_api(physical_id: str, old: dict[str, Any], new: dict[str, Any], stack: str, *rest: Any) -> Any:
        return update(physical_id, in_wire_case(old), in_wire_case(new), stack, *rest)

    handlers["create"], handlers["update"] = create_api, update_api


def in_wire_case(props: dict[str, Any]) -> dict[str, Any]:
    """Copy of the properties whose CORS keys begin in lower case.

    >>> in_wire_case({"Name": "api", "CorsConfiguration": {"AllowOrigins": ["*"]}})
    {'Name': 'api', 'CorsConfiguration': {'allowOrigins': ['*']}}
    """
    cors = props.get("CorsConfiguration")
    if not cors:
        return props
    return {**props, "CorsConfiguration": {key[:1].lower() + key[1:]: value for key, value in cors.items()}}
