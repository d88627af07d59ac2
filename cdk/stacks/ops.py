"""Ops: what tells a person that something is wrong. Alarms on aggregates, one topic, one dashboard."""

from aws_cdk import Environment
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from cdk.constructs.http_api import HttpApi
from cdk.foundation import Foundation
from cdk.stacks.base import OmcStack


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
        self.topic = sns.Topic(self, "Alarms", master_key=foundation.key, enforce_ssl=True)
        if alarm_email:
            self.topic.add_subscription(subscriptions.EmailSubscription(alarm_email))
        self.tell(AlarmTopic=self.topic.topic_arn)
