"""The cost model: what stands still is cheap, said item by item, and the page says what the model says."""

from cdk.cost_model import bill, read_resources, standing, total, working
from cdk.costs import DOCUMENT, report
from tests.infrastructure.assembly import Synthesized

IDLE_LIMIT_USD = 2.0


def test_a_deployment_without_algorithms_costs_less_than_two_dollars(dev: Synthesized) -> None:
    listed, billed = total(bill(standing(read_resources(dev.folder))))
    assert billed < IDLE_LIMIT_USD
    # Without the standing allowances, the one dashboard alone would cost three dollars.
    assert listed - 3.0 < 2 * IDLE_LIMIT_USD


def test_nothing_idle_is_billed_by_the_hour_but_the_key_the_alarms_and_the_polls(dev: Synthesized) -> None:
    billed = {line.item for line in bill(standing(read_resources(dev.folder))) if line.billed_usd > 0.05}
    assert billed <= {"customer key", "metrics under alarm", "SQS requests"}


def test_more_algorithms_cost_more_but_each_costs_less(dev: Synthesized) -> None:
    resources = read_resources(dev.folder)
    still = standing(resources)
    sums = {n: total(bill(still, working(resources, n)))[1] for n in (1, 10, 100)}
    assert sums[1] < sums[10] < sums[100]
    assert sums[100] / 100 < sums[10] / 10 < sums[1]


def test_the_page_is_what_the_model_says_today(dev: Synthesized, prod: Synthesized) -> None:
    written = DOCUMENT.read_text()
    assert written == report(read_resources(dev.folder), read_resources(prod.folder)), "run `make costs`"
