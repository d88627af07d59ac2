"""The edge: CloudFront before site and API, strict headers, and a firewall where the stage pays for one."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from cdk.constructs.http_api import HttpApi
from cdk.constructs.socket_api import SocketApi

FIREWALL_REGION = "us-east-1"
_REQUESTS_IN_5_MIN = 1000
_MANAGED = ("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet")


class Edge(Construct):
    """One distribution: `/v1/*` goes to the API uncached, the rest to the site."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        site: s3.Bucket,
        http: HttpApi,
        socket: SocketApi,
        firewall: waf.CfnWebACL | None,
    ) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        api_host = f"{http.api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"
        socket_host = f"{socket.api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"
        headers = self._headers(f"wss://{socket_host} https://cognito-idp.{stack.region}.{stack.url_suffix}")
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            default_root_object="index.html",
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            web_acl_id=firewall.attr_arn if firewall else None,
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.S3BucketOrigin.with_origin_access_control(site),
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                response_headers_policy=headers,
                function_associations=[self._page_for_paths()],
            ),
            additional_behaviors={"/v1/*": _passed_on(api_host)},
        )

    def _headers(self, connect: str) -> cloudfront.ResponseHeadersPolicy:
        policy = f"default-src 'self'; connect-src 'self' {connect}; img-src 'self' data:; style-src 'self' "
        policy += "'unsafe-inline'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=policy, override=True
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
                ),
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=Duration.days(365), include_subdomains=True, override=True
                ),
            ),
        )

    def _page_for_paths(self) -> cloudfront.FunctionAssociation:
        """The console's own paths are all one page. Error pages would do it too, but for the API as well."""
        function = cloudfront.Function(
            self,
            "PageForPaths",
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            code=cloudfront.FunctionCode.from_inline(
                "function handler(event) {\n"
                "  var request = event.request;\n"
                "  if (!request.uri.split('/').pop().includes('.')) request.uri = '/index.html';\n"
                "  return request;\n"
                "}\n"
            ),
        )
        return cloudfront.FunctionAssociation(
            function=function, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
        )


def _passed_on(host: str) -> cloudfront.BehaviorOptions:
    return cloudfront.BehaviorOptions(
        origin=origins.HttpOrigin(host),
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
        cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
        origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    )


def firewall(scope: Construct, name: str) -> waf.CfnWebACL:
    """Managed rules against the common attacks, and a ceiling on requests per address."""
    region = Stack.of(scope).region
    if region != FIREWALL_REGION:
        raise ValueError(f"Expected region {FIREWALL_REGION} for a stage with a firewall; got {region}.")
    managed = [_managed(rule, priority) for priority, rule in enumerate(_MANAGED, start=1)]
    return waf.CfnWebACL(
        scope,
        "Firewall",
        scope="CLOUDFRONT",
        default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
        visibility_config=_visible(name),
        rules=[_ceiling(), *managed],
    )


def _ceiling() -> waf.CfnWebACL.RuleProperty:
    rate = waf.CfnWebACL.RateBasedStatementProperty(limit=_REQUESTS_IN_5_MIN, aggregate_key_type="IP")
    return waf.CfnWebACL.RuleProperty(
        name="ceiling",
        priority=0,
        action=waf.CfnWebACL.RuleActionProperty(block={}),
        statement=waf.CfnWebACL.StatementProperty(rate_based_statement=rate),
        visibility_config=_visible("ceiling"),
    )


def _managed(rule: str, priority: int) -> waf.CfnWebACL.RuleProperty:
    group = waf.CfnWebACL.ManagedRuleGroupStatementProperty(name=rule, vendor_name="AWS")
    return waf.CfnWebACL.RuleProperty(
        name=rule,
        priority=priority,
        override_action=waf.CfnWebACL.OverrideActionProperty(none={}),
        statement=waf.CfnWebACL.StatementProperty(managed_rule_group_statement=group),
        visibility_config=_visible(rule),
    )


def _visible(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=True
    )
