"""The HTTP API answers preflights, hides errors and passes the token's claims on."""

import httpx
import pytest

from local.aws.endpoints import http_api_url
from tests.contract.local_aws.cloud import Cloud
from tests.contract.local_aws.template import ORIGIN

pytestmark = pytest.mark.integration


def _url(cloud: Cloud, path: str) -> str:
    return http_api_url(cloud.aws.endpoint_url, cloud["HttpApi"], path)


def test_a_preflight_from_the_console_is_answered(cloud: Cloud) -> None:
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}
    answer = httpx.options(_url(cloud, "/me"), headers=headers)
    assert answer.status_code in (200, 204)
    assert answer.headers["access-control-allow-origin"] == ORIGIN


def test_a_handler_that_raises_answers_500_without_details(cloud: Cloud) -> None:
    answer = httpx.get(_url(cloud, "/open/boom"))
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error"})


def test_a_request_without_a_token_is_refused(cloud: Cloud) -> None:
    assert httpx.get(_url(cloud, "/me")).status_code == 401


def test_the_claims_arrive_flattened_as_on_aws(cloud: Cloud) -> None:
    cognito, pool, name = cloud.aws.client("cognito-idp"), cloud["Pool"], "someone@example.com"
    attributes = [{"Name": "email", "Value": name}]
    cognito.admin_create_user(
        UserPoolId=pool, Username=name, UserAttributes=attributes, MessageAction="SUPPRESS"
    )
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=name, Password="Correct-horse-1", Permanent=True
    )
    for group in ("trader", "viewer"):
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)
    tokens = cognito.initiate_auth(
        ClientId=cloud["PoolClient"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": "Correct-horse-1"},
    )["AuthenticationResult"]
    answer = httpx.get(_url(cloud, "/me"), headers={"Authorization": f"Bearer {tokens['IdToken']}"})
    claims = answer.json()["authorizer"]["jwt"]["claims"]
    assert (claims["cognito:groups"], claims["email"]) == ("[trader viewer]", name)
    assert claims["token_use"] == "id"
