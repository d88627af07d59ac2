"""Ops: what tells a person that something is wrong. Alarms on aggregates, one topic, one dashboard.

What only our own code knows (a kill engaged, a strategy that qualified and did not reach the Floor, a ledger
that cannot be trusted) is an event; a rule passes it to the topic. Unlike a metric under alarm, a rule costs
nothing while nothing happens.
"""

from aws_cdk import Environment
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from cdk.constructs.alarms import ring, watches
from cdk.constructs.dashboard import dashboard
from cdk.constructs.http_api import HttpApi
from cdk.foundation import EVENT_SOURCE, Foundation
from cdk.stacks.base import OmcStack

# Every event type that a person should not find out by chance: trading stopped or resumed, a promotion that
# did not arrive; evidence that is missing, wrong or late.
TOLD_AT_ONCE = (
    "kill.engaged",
    "kill.lifted",
    "handoff.failed",
    "collector.failing",
    "collector.paused",
    "collector.stale",
    "quality.breached",
)


class OpsStack(OmcStack):
    """The last stack: it watches all the others."""

    part = "Ops"

    def __init__(
        self,
        scope: Construct,
        foundation: Foundation,
        env: Environment,
        *,
        http: HttpApi,
        alarm_email: str | None,
    ) -> None:
        super().__init__(scope, foundation.stage, env)
        topic = self._topic(foundation, alarm_email)
        alarms = [ring(self, watch, topic, foundation.stage.name) for watch in watches(foundation, http)]
        dashboard(self, foundation, http, alarms)
        events.Rule(
            self,
            "ToldAtOnce",
            description="Facts a person should know at once.",
            event_bus=foundation.bus,
            event_pattern=events.EventPattern(source=[EVENT_SOURCE], detail_type=[*TOLD_AT_ONCE]),
            targets=[targets.SnsTopic(topic, dead_letter_queue=None)],
        )
        self.tell(AlarmTopic=topic.topic_arn)

    def _topic(self, foundation: Foundation, email: str | None) -> sns.Topic:
        topic = sns.Topic(self, "Alarms", master_key=foundation.key, enforce_ssl=foundation.stage.tls_only)
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsMayPublish",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": self.account}},
            )
        )
        if email:
            topic.add_subscription(subscriptions.EmailSubscription(email))
        return topic
