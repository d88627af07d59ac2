"""Api: people in front of it all. User pool, HTTP API, WebSocket API."""

from aws_cdk import Environment
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk.constructs.bindings import naming, posting, socket_environment
from cdk.constructs.function import python_function
from cdk.constructs.http_api import HttpApi
from cdk.constructs.logs import log_group
from cdk.constructs.socket_api import SocketApi
from cdk.constructs.streams import read_streams
from cdk.constructs.users import Users
from cdk.foundation import Foundation
from cdk.functions import Need, Table, function_spec
from cdk.routes import HTTP_ROUTES
from cdk.stacks.base import OmcStack

_PUSHED = (Table.FLOOR, Table.LAB, Table.MARKET, Table.LEDGER, Table.ACCOUNT)
_SOCKET_ROUTES = ("authorize", "connect", "disconnect", "message")


class ApiStack(OmcStack):
    """Sign-in, requests and sockets."""

    part = "Api"

    def __init__(
        self, scope: Construct, foundation: Foundation, env: Environment, *, origins: list[str]
    ) -> None:
        super().__init__(scope, foundation.stage, env)
        self._foundation = foundation
        self.users = Users(self, "Users", foundation.stage)
        self.socket = self._socket_api()
        foundation.bindings |= {
            Need.SOCKET_POST: posting(self.socket),
            Need.SOCKET_ADDRESS: naming(socket_environment(self.socket)),
        }
        self.http = self._http_api(origins)
        self._socket_routes()
        self._publisher()
        self.tell(
            Region=self.region,
            HttpApiId=self.http.api.api_id,
            SocketApiId=self.socket.api.api_id,
            SocketStage=self.socket.stage.stage_name,
            UserPoolId=self.users.pool.user_pool_id,
            UserPoolClientId=self.users.client.user_pool_client_id,
        )

    def _http_api(self, origins: list[str]) -> HttpApi:
        http = HttpApi(
            self, "Http", name=self._name("http"), origins=origins, access_log=self._access_log("http")
        )
        http.authorize(self.users.pool, self.users.client)
        for routes in HTTP_ROUTES:
            http.add(routes, self._function(routes.function))
        return http

    def _socket_api(self) -> SocketApi:
        return SocketApi(self, "Socket", name=self._name("socket"), access_log=self._access_log("socket"))

    def _socket_routes(self) -> None:
        self.socket.route(**{route: self._function(f"socket/{route}") for route in _SOCKET_ROUTES})

    def _publisher(self) -> None:
        publish = self._function("socket/publish")
        read_streams(publish, self._foundation, _PUSHED, "PUSH#")

    def _function(self, name: str) -> lambda_.Function:
        """The function, made when it is asked for first: one may answer several routes."""
        known = self._foundation.functions.get(name)
        return known or python_function(self, function_spec(name), self._foundation)

    def _name(self, kind: str) -> str:
        return f"omc-{self._foundation.stage.name}-{kind}"

    def _access_log(self, kind: str) -> logs.LogGroup:
        name = f"/aws/vendedlogs/{self._name(kind)}-access"
        return log_group(
            self, f"{kind.capitalize()}Access", name, self._foundation.stage, self._foundation.key
        )
