"""Whatever cannot be handled waits somewhere for a person, and somebody is told."""

from tests.infrastructure.assembly import Synthesized


def test_every_queue_has_a_dead_letter_queue_or_is_one(stage: Synthesized) -> None:
    queues = stage.resources("AWS::SQS::Queue")
    without = {name.split("/")[1][:-8] for name, queue in queues.items() if "RedrivePolicy" not in queue}
    assert without == {"ArchiveFailed", "DecideFailed", "ExecuteFailed", "Undelivered"}


def test_a_fifo_queue_fails_into_a_fifo_queue(stage: Synthesized) -> None:
    fifo = [name for name, queue in stage.resources("AWS::SQS::Queue").items() if queue.get("FifoQueue")]
    assert len(fifo) == 2


def test_a_message_stays_hidden_while_its_function_runs(stage: Synthesized) -> None:
    timeouts = {f["FunctionName"]: f["Timeout"] for f in stage.resources("AWS::Lambda::Function").values()}
    queues = stage.resources("AWS::SQS::Queue")
    hidden = {name: queue["VisibilityTimeout"] for name, queue in queues.items() if "RedrivePolicy" in queue}
    for reader in ("decide", "execute"):
        seconds = next(s for name, s in hidden.items() if reader in name.lower())
        assert seconds > timeouts[f"omc-{stage.stage}-floor-{reader}"]


def test_every_stream_reader_retries_splits_and_gives_up_into_a_queue(stage: Synthesized) -> None:
    mappings = stage.resources("AWS::Lambda::EventSourceMapping").values()
    streams = [mapping for mapping in mappings if "StartingPosition" in mapping]
    assert len(streams) == 9
    for mapping in streams:
        assert mapping["BisectBatchOnFunctionError"] is True
        assert mapping["MaximumRetryAttempts"] > 0
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert mapping["DestinationConfig"]["OnFailure"]["Destination"]
        assert mapping["FilterCriteria"]["Filters"]


def test_every_queue_reader_reports_single_failures(stage: Synthesized) -> None:
    mappings = stage.resources("AWS::Lambda::EventSourceMapping").values()
    queues = [mapping for mapping in mappings if "StartingPosition" not in mapping]
    assert len(queues) == 3
    assert all(mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for mapping in queues)


def test_no_stream_has_more_readers_than_dynamodb_serves(stage: Synthesized) -> None:
    mappings = stage.resources("AWS::Lambda::EventSourceMapping").values()
    sources = [str(mapping["EventSourceArn"]) for mapping in mappings if "StartingPosition" in mapping]
    # The relay stands beside the tables, the publisher elsewhere: each refers in its own way, once a table.
    assert len(sources) == len(set(sources))


def test_a_closed_bar_that_cannot_be_handed_over_waits_too(stage: Synthesized) -> None:
    rules = stage.resources("AWS::Events::Rule").values()
    (woken,) = [rule for rule in rules if "candle.closed" in rule["EventPattern"]["detail-type"]]
    assert all("DeadLetterConfig" in target for target in woken["Targets"])


def test_who_tells_of_events_is_started_again_and_what_fails_then_waits_too(stage: Synthesized) -> None:
    functions = stage.resources("AWS::Lambda::Function").items()
    (alert,) = [name for name, one in functions if one["FunctionName"].endswith("events-alert")]
    invoked = stage.resources("AWS::Lambda::EventInvokeConfig").items()
    (config,) = [one for name, one in invoked if name.startswith(alert.removesuffix(alert[-8:]))]
    assert config["MaximumRetryAttempts"] == 2
    assert "Undelivered" in str(config["DestinationConfig"]["OnFailure"]["Destination"])
    rules = stage.resources("AWS::Events::Rule").values()
    (told,) = [rule for rule in rules if "catalyst" in str(rule["EventPattern"].get("detail"))]
    assert all("Undelivered" in str(target["DeadLetterConfig"]) for target in told["Targets"])
