"""Events as API Gateway's WebSocket API and a table's stream send them."""

import json
from collections.abc import Mapping
from typing import Any

from omc.adapters.dynamodb.client import Attributes

METHOD_ARN = "arn:aws:execute-api:eu-west-1:123456789012:w1/live/$connect"


def authorize_event(query: Mapping[str, str] | None) -> dict[str, Any]:
    """REQUEST authorizer of $connect."""
    return {
        "type": "REQUEST",
        "methodArn": METHOD_ARN,
        "headers": {"Host": "w1.execute-api.eu-west-1.amazonaws.com"},
        "queryStringParameters": dict(query) if query is not None else None,
        "requestContext": {"routeKey": "$connect", "connectionId": "c-1", "apiId": "w1", "stage": "live"},
    }


def connect_event(connection_id: str, owner_id: str, roles: str = "trader") -> dict[str, Any]:
    """$connect, as let through by the authorizer."""
    said = {"owner_id": owner_id, "roles": roles, "principalId": owner_id}
    return _socket_event("$connect", connection_id, {"authorizer": said})


def disconnect_event(connection_id: str) -> dict[str, Any]:
    """$disconnect."""
    return _socket_event("$disconnect", connection_id, {"disconnectStatusCode": 1005})


def message_event(connection_id: str, body: Any) -> dict[str, Any]:
    """A client's message; `body` is sent as JSON unless it is a str."""
    text = body if isinstance(body, str) else json.dumps(body)
    return {**_socket_event("$default", connection_id, {}), "body": text, "isBase64Encoded": False}


def stream_event(*items: Attributes, name: str = "INSERT") -> dict[str, Any]:
    """A DynamoDB stream's batch; sequence numbers are 101, 102, ..."""
    records = [
        {
            "eventID": f"e-{number}",
            "eventName": name,
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "Keys": {key: item[key] for key in ("pk", "sk")},
                "NewImage": item,
                "SequenceNumber": str(number),
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
        }
        for number, item in enumerate(items, start=101)
    ]
    return {"Records": records}


def _socket_event(route: str, connection_id: str, context: Mapping[str, Any]) -> dict[str, Any]:
    request = {"routeKey": route, "connectionId": connection_id, "apiId": "w1", "stage": "live", **context}
    return {"requestContext": request, "isBase64Encoded": False}
