"""Where we do not follow a rule of AwsSolutions, and why. A line that nothing needs any more fails a test."""

from dataclasses import dataclass
from fnmatch import fnmatch


@dataclass(frozen=True)
class Deviation:
    """A rule (`*` matches the finding's details), where it is not followed, and the reason."""

    rule: str
    where: str
    reason: str

    def covers(self, rule: str, path: str) -> bool:
        """Whether the finding is this deviation."""
        # A finding's details stand in brackets, which fnmatch would read as a set of characters.
        plain = rule.replace("[", "(").replace("]", ")")
        return fnmatch(plain, self.rule) and fnmatch(path, self.where)


_EMULATOR = "The emulator speaks plain HTTP only; every other stage refuses it."
DEVIATIONS = (
    Deviation(
        "AwsSolutions-S1",
        "*",
        "Access logs of buckets that only our roles reach would fill a bucket of their own; CloudTrail's "
        "data events, switched on when needed, say the same and who did it.",
    ),
    Deviation(
        "AwsSolutions-SQS3",
        "*-Data/Undelivered/*",
        "It is itself where streams and schedules put what could not be delivered; the rule only sees "
        "redrive policies.",
    ),
    Deviation(
        "AwsSolutions-IAM5(Resource::[*])",
        "*Role/DefaultPolicy/*",
        "X-Ray's PutTraceSegments, a state machine's log delivery and DynamoDB's ListStreams "
        "know no resources.",
    ),
    Deviation(
        "AwsSolutions-IAM5(Action::kms:*)",
        "*/DefaultPolicy/*",
        "Written by the CDK's grants for encrypted queues: GenerateDataKey and ReEncrypt in their variants, "
        "on our one key.",
    ),
    Deviation(
        "AwsSolutions-IAM5(Resource::*Lake*/*[*]*)",
        "*Role/DefaultPolicy/*",
        "Objects of the lake, whose names are not known in advance.",
    ),
    Deviation(
        "AwsSolutions-IAM5(Resource::*:schedule/omc-*-floor/[*])",
        "*Role/DefaultPolicy/*",
        "Schedules the Floor creates at run time, all in one group.",
    ),
    Deviation(
        "AwsSolutions-IAM5(Resource::*:schedule/omc-*-collectors/[*])",
        "*Role/DefaultPolicy/*",
        "Schedules of collectors, made when one is activated, all in one group.",
    ),
    Deviation(
        "AwsSolutions-IAM5(Resource::*:execution:omc-*-backtest:[*])",
        "*Role/DefaultPolicy/*",
        "Executions of one state machine, named when they start.",
    ),
    Deviation(
        "AwsSolutions-IAM5(Resource::*:execution:omc-*-search*[*])",
        "*Role/DefaultPolicy/*",
        "Executions of one state machine and of its own map, named when they start.",
    ),
    Deviation(
        "AwsSolutions-IAM5(Resource::*:execution:omc-*-backfill*[*])",
        "*Role/DefaultPolicy/*",
        "Executions of one state machine's own map, named when they start.",
    ),
    Deviation(
        "AwsSolutions-IAM5(Resource::*/live/POST/@connections/[*])",
        "*Role/DefaultPolicy/*",
        "Connections of one socket API, named when they open.",
    ),
    Deviation(
        "AwsSolutions-IAM5(Resource::<Ledgers*.Arn>:[*])",
        "*/SchedulerRole*",
        "Versions of the one function that a schedule of the ledgers starts.",
    ),
    Deviation(
        "AwsSolutions-L1",
        "*",
        "The runtime is python3.13 because every layer is resolved and tested for it; it moves with them.",
    ),
    Deviation(
        "AwsSolutions-COG2",
        "*/Users/Pool/*",
        "A second factor is offered to everyone; requiring it of everyone would lock out a first sign-in.",
    ),
    Deviation(
        "AwsSolutions-COG8",
        "*/Users/Pool/*",
        "The plus plan is billed per user; its threat protection is left to the deployment's owner.",
    ),
    Deviation(
        "AwsSolutions-APIG4",
        "*/Socket/Api/$d*-Route/*",
        "Only $connect can be authorized; the other routes belong to a connection that was.",
    ),
    Deviation(
        "AwsSolutions-APIG4",
        "*/Http/Api/GET--v1--health/*",
        "Health is open on purpose: it reads nothing and says no more than that it answers.",
    ),
    Deviation(
        "AwsSolutions-CFR1",
        "*/Edge/Distribution/*",
        "Who may use it is decided by sign-in, not by country.",
    ),
    Deviation(
        "AwsSolutions-CFR3",
        "*/Edge/Distribution/*",
        "The API writes its own access log; logs of static files would need a bucket with ACLs.",
    ),
    Deviation(
        "AwsSolutions-CFR4",
        "*/Edge/Distribution/*",
        "CloudFront's own certificate admits no newer minimum; with one's own certificate it is TLS 1.2.",
    ),
    Deviation("AwsSolutions-S10", "Omc-local-*", _EMULATOR),
    Deviation("AwsSolutions-SQS4", "Omc-local-*", _EMULATOR),
)
