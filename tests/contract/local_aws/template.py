"""The contract stack: one of each thing the product uses, written by hand so that no compiler is needed."""

from typing import Any

Resource = dict[str, Any]
ROLE = "arn:aws:iam::000000000000:role/contract"
FUNCTIONS = ("probe", "http", "authorize", "socket", "consume", "work", "step", "remember")
ORIGIN = "https://console.example"


def ref(name: str) -> Resource:
    """`Ref`."""
    return {"Ref": name}


def arn(name: str) -> Resource:
    """`Fn::GetAtt` of the Arn."""
    return {"Fn::GetAtt": [name, "Arn"]}


def resource(kind: str, **properties: Any) -> Resource:
    """One resource of the template."""
    return {"Type": f"AWS::{kind}", "Properties": properties}


def contract_template(code: Resource) -> Resource:
    """The whole template for a bundle at `code` (S3Bucket, S3Key)."""
    resources = {
        "Notes": _table(),
        **{function_id(name): _function(name, code) for name in FUNCTIONS},
        **_streams(),
        **_queues(),
        **_events(),
        **_http_api(),
        **_socket_api(),
        **_workflows(),
        **_inert(),
    }
    silent = ("Subscription", "Integration", "Route", "Stage", "Authorizer", "Rule", "Policy", "Alarm", "Web")
    shown = [name for name in resources if not name.endswith(silent)]
    outputs: dict[str, Any] = {name: {"Value": ref(name)} for name in shown}
    outputs |= {"CodeBucket": {"Value": code["S3Bucket"]}, "CodeKey": {"Value": code["S3Key"]}}
    return {"Resources": resources, "Outputs": outputs}


def function_id(name: str) -> str:
    """Logical id of a handler's function."""
    return f"{name.title()}Function"


def _function(name: str, code: Resource) -> Resource:
    return resource(
        "Lambda::Function",
        Code=code,
        Handler=f"handlers.{name}",
        Runtime="python3.13",
        Role=ROLE,
        Timeout=20,
        MemorySize=256,
        Environment={"Variables": {"NOTES": ref("Notes")}},
    )


def _table(**extra: Any) -> Resource:
    return resource(
        "DynamoDB::Table",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
        **extra,
    )


def _streams() -> dict[str, Resource]:
    return {
        "Facts": _table(
            StreamSpecification={"StreamViewType": "NEW_AND_OLD_IMAGES"},
            TimeToLiveSpecification={"AttributeName": "ttl", "Enabled": True},
        ),
        "DeadFacts": resource("SQS::Queue"),
        "FactsSubscription": resource(
            "Lambda::EventSourceMapping",
            EventSourceArn={"Fn::GetAtt": ["Facts", "StreamArn"]},
            FunctionName=ref("ConsumeFunction"),
            StartingPosition="TRIM_HORIZON",
            BatchSize=10,
            MaximumRetryAttempts=1,
            BisectBatchOnFunctionError=True,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            DestinationConfig={"OnFailure": {"Destination": arn("DeadFacts")}},
        ),
    }


def _queues() -> dict[str, Resource]:
    return {
        "DeadWork": resource("SQS::Queue", FifoQueue=True),
        # Shorter than AWS allows for this function, so that the test of redelivery is short too.
        "Work": resource(
            "SQS::Queue",
            FifoQueue=True,
            VisibilityTimeout=1,
            RedrivePolicy={"deadLetterTargetArn": arn("DeadWork"), "maxReceiveCount": 2},
        ),
        "WorkSubscription": resource(
            "Lambda::EventSourceMapping",
            EventSourceArn=arn("Work"),
            FunctionName=ref("WorkFunction"),
            FunctionResponseTypes=["ReportBatchItemFailures"],
        ),
    }


def _events() -> dict[str, Resource]:
    return {
        "Bus": resource("Events::EventBus", Name="contract-bus"),
        "Inbox": resource("SQS::Queue"),
        "InboxRule": resource(
            "Events::Rule",
            EventBusName=ref("Bus"),
            EventPattern={"source": ["omc"], "detail-type": ["candle.closed"]},
            Targets=[{"Id": "inbox", "Arn": arn("Inbox")}],
        ),
    }


def _integration(api: str, function: str) -> Resource:
    return resource(
        "ApiGatewayV2::Integration",
        ApiId=ref(api),
        IntegrationType="AWS_PROXY",
        IntegrationUri=_invocation_uri(function),
        PayloadFormatVersion="2.0",
    )


def _invocation_uri(function: str) -> Resource:
    gateway = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions"
    return {"Fn::Sub": f"{gateway}/${{{function}.Arn}}/invocations"}


def _route(api: str, key: str, integration: str, **extra: Any) -> Resource:
    target = {"Fn::Join": ["", ["integrations/", ref(integration)]]}
    return resource("ApiGatewayV2::Route", ApiId=ref(api), RouteKey=key, Target=target, **extra)


def _http_api() -> dict[str, Resource]:
    issuer = {"Fn::Sub": "https://cognito-idp.us-east-1.amazonaws.com/${Pool}"}
    cors = {"AllowOrigins": [ORIGIN], "AllowMethods": ["GET", "POST"], "AllowHeaders": ["authorization"]}
    return {
        "Pool": resource("Cognito::UserPool", UserPoolName="contract"),
        "PoolClient": resource(
            "Cognito::UserPoolClient", UserPoolId=ref("Pool"), ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
        ),
        "TraderGroupPolicy": resource("Cognito::UserPoolGroup", UserPoolId=ref("Pool"), GroupName="trader"),
        "ViewerGroupPolicy": resource("Cognito::UserPoolGroup", UserPoolId=ref("Pool"), GroupName="viewer"),
        "HttpApi": resource("ApiGatewayV2::Api", Name="http", ProtocolType="HTTP", CorsConfiguration=cors),
        "HttpStage": resource(
            "ApiGatewayV2::Stage", ApiId=ref("HttpApi"), StageName="$default", AutoDeploy=True
        ),
        "HttpIntegration": _integration("HttpApi", "HttpFunction"),
        "HttpAuthorizer": resource(
            "ApiGatewayV2::Authorizer",
            ApiId=ref("HttpApi"),
            Name="jwt",
            AuthorizerType="JWT",
            IdentitySource=["$request.header.Authorization"],
            JwtConfiguration={"Audience": [ref("PoolClient")], "Issuer": issuer},
        ),
        "OpenRoute": _route("HttpApi", "GET /open/{proxy+}", "HttpIntegration"),
        "MeRoute": _route(
            "HttpApi",
            "GET /me",
            "HttpIntegration",
            AuthorizationType="JWT",
            AuthorizerId=ref("HttpAuthorizer"),
        ),
    }


def _socket_api() -> dict[str, Resource]:
    routes = {
        "ConnectRoute": _route(
            "SocketApi", "$connect", "SocketIntegration",
            AuthorizationType="CUSTOM", AuthorizerId=ref("SocketAuthorizer"),
        ),
        **{
            f"{key.strip('$').title()}Route": _route("SocketApi", key, "SocketIntegration")
            for key in ("$disconnect", "push", "boom")
        },
    }  # fmt: skip
    return {
        "SocketApi": resource(
            "ApiGatewayV2::Api",
            Name="socket",
            ProtocolType="WEBSOCKET",
            RouteSelectionExpression="$request.body.action",
        ),
        "SocketStage": resource(
            "ApiGatewayV2::Stage", ApiId=ref("SocketApi"), StageName="live", AutoDeploy=True
        ),
        "SocketIntegration": _integration("SocketApi", "SocketFunction"),
        "SocketAuthorizer": resource(
            "ApiGatewayV2::Authorizer",
            ApiId=ref("SocketApi"),
            Name="ticket",
            AuthorizerType="REQUEST",
            AuthorizerUri=_invocation_uri("AuthorizeFunction"),
            IdentitySource=["route.request.querystring.ticket"],
        ),
        **routes,
    }


def _workflows() -> dict[str, Resource]:
    retry = {"ErrorEquals": ["TransientError"], "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 1}
    return {
        "Flow": _machine(
            {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": {"FunctionName": "${step}", "Payload": "{% $states.input %}"},
                "Output": "{% {'tries': $states.result.Payload.tries, 'by': 'jsonata'} %}",
                "Retry": [retry],
                "End": True,
            }
        ),
        "Waiter": _machine(
            {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                "Arguments": {
                    "FunctionName": "${step}",
                    "Payload": {"token": "{% $states.context.Task.Token %}"},
                },
                "Output": "{% {'answer': $states.result.decision} %}",
                "End": True,
            }
        ),
    }


def _machine(state: Resource) -> Resource:
    definition = {"QueryLanguage": "JSONata", "StartAt": "Work", "States": {"Work": state}}
    return resource(
        "StepFunctions::StateMachine",
        RoleArn=ROLE,
        Definition=definition,
        DefinitionSubstitutions={"step": arn("StepFunction")},
    )


def _inert() -> dict[str, Resource]:
    math = [{"Id": "e", "Expression": "m/2"}]
    return {
        "MathAlarm": resource(
            "CloudWatch::Alarm",
            ComparisonOperator="GreaterThanThreshold",
            EvaluationPeriods=1,
            Threshold=1,
            Metrics=math,
        ),
        "AnyAlarm": resource("CloudWatch::CompositeAlarm", AlarmRule="FALSE"),
        "SocketWeb": resource(
            "ApiGatewayV2::RouteResponse",
            ApiId=ref("SocketApi"),
            RouteId=ref("PushRoute"),
            RouteResponseKey="$default",
        ),
        "FirewallWeb": resource(
            "WAFv2::WebACLAssociation", ResourceArn=ref("HttpApi"), WebACLArn="arn:aws:wafv2:x"
        ),
    }
