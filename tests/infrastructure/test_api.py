"""Who may come in, and by which door."""

from tests.infrastructure.assembly import Properties, Synthesized

ROUTE = "AWS::ApiGatewayV2::Route"


def test_every_route_but_health_asks_for_a_token(stage: Synthesized) -> None:
    routes = stage.resources(ROUTE).values()
    http = {route["RouteKey"]: route.get("AuthorizationType") for route in routes if "/" in route["RouteKey"]}
    assert {key for key, kind in http.items() if kind != "JWT"} == {"GET /v1/health"}
    assert "POST /v1/floor/{proxy+}" in http


def test_a_socket_opens_only_for_a_ticket(stage: Synthesized) -> None:
    authorizers = stage.resources("AWS::ApiGatewayV2::Authorizer").values()
    ticket = next(a for a in authorizers if a["AuthorizerType"] == "REQUEST")
    assert ticket["IdentitySource"] == ["route.request.querystring.ticket"]
    routes = stage.resources(ROUTE).values()
    kinds = {route["RouteKey"]: route["AuthorizationType"] for route in routes if "$" in route["RouteKey"]}
    assert kinds == {"$connect": "CUSTOM", "$disconnect": "NONE", "$default": "NONE"}


def test_only_the_laptop_lets_a_password_travel(
    local: Synthesized, dev: Synthesized, prod: Synthesized
) -> None:
    assert "ALLOW_USER_PASSWORD_AUTH" in _flows(local)
    for stage in (dev, prod):
        assert _flows(stage) == {"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}


def test_tokens_are_short_and_passwords_long(stage: Synthesized) -> None:
    client = _only(stage, "AWS::Cognito::UserPoolClient")
    units = {"minutes": 1, "hours": 60, "days": 1440}
    minutes = {
        kind: client[f"{kind}Validity"] * units[client["TokenValidityUnits"][kind]]
        for kind in ("AccessToken", "RefreshToken")
    }
    assert minutes == {"AccessToken": 30, "RefreshToken": 7 * 1440}
    pool = _only(stage, "AWS::Cognito::UserPool")
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert pool["MfaConfiguration"] == "OPTIONAL"


def test_the_groups_are_the_roles_of_the_code(stage: Synthesized) -> None:
    groups = {group["GroupName"] for group in stage.resources("AWS::Cognito::UserPoolGroup").values()}
    assert groups == {"viewer", "trader", "reviewer", "admin"}


def test_only_the_laptop_admits_any_origin(local: Synthesized, dev: Synthesized, prod: Synthesized) -> None:
    laptop = _http_api(local)["CorsConfiguration"]
    assert laptop["AllowOrigins"] == ["*"]
    # What makes that bearable: no cookie is ever sent along, only a token that a script must hold.
    assert not laptop.get("AllowCredentials")
    assert _http_api(dev)["CorsConfiguration"]["AllowOrigins"] == ["http://localhost:5173"]
    # In prod site and API share one origin behind CloudFront.
    assert "CorsConfiguration" not in _http_api(prod)


def test_requests_are_throttled_and_logged(stage: Synthesized) -> None:
    stages = stage.resources("AWS::ApiGatewayV2::Stage").values()
    assert len(stages) == 2
    for found in stages:
        assert found["DefaultRouteSettings"]["ThrottlingBurstLimit"] == 100
        assert "$context.requestId" in found["AccessLogSettings"]["Format"]
        assert "authorization" not in found["AccessLogSettings"]["Format"].lower().replace("authorizer", "")


def test_the_firewall_stands_before_prod_only(
    local: Synthesized, dev: Synthesized, prod: Synthesized
) -> None:
    kinds = ("AWS::CloudFront::Distribution", "AWS::WAFv2::WebACL")
    counts = {s.stage: tuple(len(s.resources(kind)) for kind in kinds) for s in (local, dev, prod)}
    assert counts == {"local": (0, 0), "dev": (1, 0), "prod": (1, 1)}
    assert "WebACLId" in _only(prod, kinds[0])["DistributionConfig"]


def test_the_api_behind_the_edge_is_never_cached(prod: Synthesized) -> None:
    distribution = _only(prod, "AWS::CloudFront::Distribution")["DistributionConfig"]
    behaviour = distribution["CacheBehaviors"][0]
    assert behaviour["PathPattern"] == "/v1/*"
    # AWS's managed policy CachingDisabled.
    assert behaviour["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"


def _flows(stage: Synthesized) -> set[str]:
    return set(_only(stage, "AWS::Cognito::UserPoolClient")["ExplicitAuthFlows"])


def _http_api(stage: Synthesized) -> Properties:
    apis = stage.resources("AWS::ApiGatewayV2::Api").values()
    return next(api for api in apis if api["ProtocolType"] == "HTTP")


def _only(stage: Synthesized, kind: str) -> Properties:
    (found,) = stage.resources(kind).values()
    return found
