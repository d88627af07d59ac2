"""The console is told where its API is from what the deployment printed."""

from cdk.site import console_config


def test_a_deployed_console_finds_its_api_on_its_own_origin() -> None:
    outputs = {
        "Omc-dev-Api": {
            "SocketApiId": "w1",
            "SocketStage": "live",
            "UserPoolClientId": "c1",
            "Region": "us-east-1",
        },
        "Omc-dev-Console": {"SiteDomain": "d1.cloudfront.net"},
    }
    assert console_config(outputs) == {
        "stage": "dev",
        "region": "us-east-1",
        "apiUrl": "https://d1.cloudfront.net",
        "socketUrl": "wss://w1.execute-api.us-east-1.amazonaws.com/live",
        "cognitoUrl": "https://cognito-idp.us-east-1.amazonaws.com",
        "userPoolClientId": "c1",
    }
