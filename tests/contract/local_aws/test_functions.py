"""Functions fail, log, measure and are isolated as on AWS."""

import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.contract.local_aws.cloud import Cloud, eventually
from tests.contract.local_aws.template import function_id

pytestmark = pytest.mark.integration


def test_an_exception_reaches_the_caller_under_its_own_name(cloud: Cloud) -> None:
    failure = cloud.invoke("probe", {"fail": "late"})
    assert (failure["errorType"], failure["errorMessage"]) == ("TransientError", "late")
    assert "raise TransientError" in "".join(failure["stackTrace"])


def test_a_worker_survives_an_exception(cloud: Cloud) -> None:
    before = cloud.invoke("probe", {})
    cloud.invoke("probe", {"fail": "once"})
    after = cloud.invoke("probe", {})
    assert (after["pid"], after["calls"]) == (before["pid"], before["calls"] + 2)


def test_a_silent_handler_does_not_wait_for_a_log(cloud: Cloud) -> None:
    client, name = cloud.aws.client("lambda"), cloud[function_id("probe")]
    client.invoke(FunctionName=name, Payload=b"{}")
    durations = []
    for _ in range(15):
        started = time.perf_counter()
        client.invoke(FunctionName=name, Payload=b"{}")["Payload"].read()
        durations.append(time.perf_counter() - started)
    assert statistics.quantiles(durations, n=4)[0] < 0.050


def test_a_module_missing_from_the_bundle_is_missing_on_the_laptop(cloud: Cloud) -> None:
    for module in ("omc.kernel", "local.aws", "functions"):
        assert cloud.invoke("probe", {"import": module})["errorType"] == "ModuleNotFoundError"


def test_a_handler_that_cannot_be_imported_says_so_as_lambda_does(cloud: Cloud) -> None:
    client, name = cloud.aws.client("lambda"), cloud[function_id("remember")]
    config = client.get_function_configuration(FunctionName=name)
    client.create_function(
        FunctionName="broken", Runtime="python3.13", Role=config["Role"], Handler="nowhere.handler",
        Code={"S3Bucket": cloud["CodeBucket"], "S3Key": cloud["CodeKey"]},
    )  # fmt: skip
    failure = json.loads(client.invoke(FunctionName="broken", Payload=b"{}")["Payload"].read())
    assert failure["errorType"] == "Runtime.ImportModuleError"
    assert failure["errorMessage"].startswith("Unable to import module 'nowhere'")


def test_functions_do_not_see_the_developers_environment(cloud: Cloud) -> None:
    names = cloud.invoke("probe", {})["environment"]
    assert "AWS_PROFILE" not in names
    assert "DEVELOPERS_API_KEY" not in names
    assert "AWS_ENDPOINT_URL" in names


def test_what_a_function_prints_is_in_its_log(cloud: Cloud) -> None:
    cloud.invoke("probe", {"print": "a line to find"})
    assert eventually(lambda: "a line to find" in cloud.log_lines("probe"))


def test_embedded_metrics_become_metrics(cloud: Cloud) -> None:
    directive = {
        "Namespace": "Omc",
        "Dimensions": [["service"]],
        "Metrics": [{"Name": "Bars", "Unit": "Count"}],
    }
    record = {"_aws": {"Timestamp": 0, "CloudWatchMetrics": [directive]}, "service": "probe", "Bars": [3, 4]}
    cloud.invoke("probe", {"print": json.dumps(record)})
    now = time.time()
    points = cloud.aws.client("cloudwatch").get_metric_statistics(
        Namespace="Omc", MetricName="Bars", Dimensions=[{"Name": "service", "Value": "probe"}],
        StartTime=now - 600, EndTime=now + 600, Period=3600, Statistics=["Sum"],
    )["Datapoints"]  # fmt: skip
    assert sum(point["Sum"] for point in points) == 7


def test_concurrent_calls_share_a_few_workers(cloud: Cloud) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: cloud.invoke("probe", {"sleep_s": 0.05}), range(24)))
    assert len({answer["pid"] for answer in answers}) <= 4
