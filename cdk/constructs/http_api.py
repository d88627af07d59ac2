"""The HTTP API: each context's function behind the user pool's JWT, throttled, with an access log."""

import json

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk.routes import Routes

_THROTTLE = apigateway.ThrottleSettings(rate_limit=50, burst_limit=100)
_REQUEST_HEADERS = ["authorization", "content-type", "idempotency-key", "if-none-match", "x-correlation-id"]
_RESPONSE_HEADERS = ["etag", "retry-after", "x-correlation-id", "x-next-cursor", "x-request-id"]


class HttpApi(Construct):
    """An API with one stage, $default; routes are added per function."""

    def __init__(
        self, scope: Construct, construct_id: str, *, name: str, origins: list[str], access_log: logs.LogGroup
    ) -> None:
        super().__init__(scope, construct_id)
        self.api = apigateway.HttpApi(
            self, "Api", api_name=name, create_default_stage=False, cors_preflight=_cors(origins)
        )
        self.stage = apigateway.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            throttle=_THROTTLE,
        )
        write_access_log(self.stage, access_log)
        self._integrations: dict[str, integrations.HttpLambdaIntegration] = {}

    def authorize(self, pool: cognito.UserPool, client: cognito.UserPoolClient) -> None:
        """Every closed route asks for an access token of this client."""
        self._authorizer = authorizers.HttpUserPoolAuthorizer("Jwt", pool, user_pool_clients=[client])

    def add(self, routes: Routes, function: lambda_.Function) -> None:
        """Send the routes' paths to the function."""
        integration = self._integrations.setdefault(
            routes.function,
            # One permission for the whole API: a policy with one per route outgrows Lambda's 20 KB.
            integrations.HttpLambdaIntegration(
                routes.function, function, scope_permission_to_route=False, timeout=Duration.seconds(29)
            ),
        )
        for path in routes.paths:
            self.api.add_routes(
                path=path,
                methods=[apigateway.HttpMethod[method] for method in routes.methods],
                integration=integration,
                authorizer=None if routes.open else self._authorizer,
            )


def _cors(origins: list[str]) -> apigateway.CorsPreflightOptions | None:
    if not origins:
        return None
    return apigateway.CorsPreflightOptions(
        allow_origins=origins,
        allow_headers=_REQUEST_HEADERS,
        expose_headers=_RESPONSE_HEADERS,
        allow_methods=[apigateway.CorsHttpMethod[m] for m in ("GET", "POST", "PUT", "PATCH", "DELETE")],
        max_age=Duration.hours(1),
    )


def write_access_log(stage: apigateway.HttpStage | apigateway.WebSocketStage, log: logs.LogGroup) -> None:
    """One JSON line per request, without the token, the address or the query string."""
    resource = stage.node.default_child
    assert isinstance(resource, apigateway.CfnStage)
    resource.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
        destination_arn=log.log_group_arn, format=_ACCESS_LOG_FORMAT
    )


_ACCESS_LOG_FORMAT = json.dumps(
    {
        "request_id": "$context.requestId",
        "at": "$context.requestTime",
        "route": "$context.routeKey",
        "status": "$context.status",
        "latency_ms": "$context.responseLatency",
        "integration_error": "$context.integrationErrorMessage",
        "authorizer_error": "$context.authorizer.error",
    }
)
