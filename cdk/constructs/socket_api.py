"""The WebSocket API: a ticket opens it, one function per route, and an address to post back to."""

from aws_cdk import Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk.constructs.http_api import write_access_log

STAGE_NAME = "live"


class SocketApi(Construct):
    """The API and its stage; routes are connected once their functions exist."""

    def __init__(self, scope: Construct, construct_id: str, *, name: str, access_log: logs.LogGroup) -> None:
        super().__init__(scope, construct_id)
        self.api = apigateway.WebSocketApi(
            self, "Api", api_name=name, route_selection_expression="$request.body.action"
        )
        self.stage = apigateway.WebSocketStage(
            self,
            "Stage",
            web_socket_api=self.api,
            stage_name=STAGE_NAME,
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(rate_limit=50, burst_limit=100),
        )
        write_access_log(self.stage, access_log)

    @property
    def connections_arn(self) -> str:
        """What a function must be allowed to manage in order to post."""
        return Stack.of(self).format_arn(
            service="execute-api",
            resource=self.api.api_id,
            resource_name=f"{STAGE_NAME}/POST/@connections/*",
        )

    def route(
        self,
        *,
        authorize: lambda_.Function,
        connect: lambda_.Function,
        disconnect: lambda_.Function,
        message: lambda_.Function,
    ) -> None:
        """Connect the routes. Only $connect is authorized: what follows is the same connection."""
        lambda_integration = integrations.WebSocketLambdaIntegration
        ticket = authorizers.WebSocketLambdaAuthorizer(
            "Ticket", authorize, identity_source=["route.request.querystring.ticket"]
        )
        self.api.add_route("$connect", integration=lambda_integration("Connect", connect), authorizer=ticket)
        self.api.add_route("$disconnect", integration=lambda_integration("Disconnect", disconnect))
        self.api.add_route("$default", integration=lambda_integration("Message", message))
