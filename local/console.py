"""What the page is told about the house it talks to."""

from typing import Any

from local.aws.settings import REGION
from local.people import DEMO_EMAIL, DEMO_PASSWORD
from local.stack import Stack


def console_config(stack: Stack) -> dict[str, Any]:
    """/config.json of the laptop's console, with the demo sign-in; in the cloud without it."""
    return {
        "stage": "local",
        "apiUrl": stack.api_url,
        "socketUrl": stack.socket_url,
        "region": REGION,
        "cognitoUrl": stack.aws.endpoint_url,
        "userPoolClientId": stack.outputs["UserPoolClientId"],
        "demo": {"email": DEMO_EMAIL, "password": DEMO_PASSWORD},
    }
