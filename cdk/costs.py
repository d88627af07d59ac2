"""docs/costs.md, written from the templates: `python -m cdk.costs`."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from cdk.app import make_app
from cdk.bundling import ROOT
from cdk.cost_model import CALLS, USAGE, Call, Line, Resource, bill, read_resources, standing, total, working
from cdk.prices import AS_OF

DOCUMENT = ROOT / "docs" / "costs.md"
SIZES = (1, 10, 100)
_ALL: Mapping[str, int] = {"evidence": 1, "prices": 1}
_EVIDENCE: Mapping[str, Mapping[str, int]] = {
    "no evidence": {},
    "all free sources but CoinSpot's prices": {"evidence": 1},
    "all free sources": _ALL,
}
_INTRODUCTION = f"""# What it costs

Written by `make costs` from the synthesized templates; do not edit. Prices: {AS_OF}.

"List" counts every unit at list price. "Billed" takes off what AWS gives every account every month for good
(among it 10 metrics under alarm, 3 dashboards, 1 million SQS requests, 400,000 GB-s of Lambda), as if nothing
else in the account used it. Offers for new accounts only are never counted, nor are tax and traffic to the
internet beyond CloudFront's first terabyte.
"""
_REMARKS = """## What to know

- Two queues are asked for messages day and night by Lambda itself; that is the SQS line of an idle stage.
- The key of stage dev is rotated every seven years, that of prod every year: after its first and its second
  rotation it costs 1 USD a month more, because KMS keeps the old material.
- Stage prod adds the firewall, which is billed by the hour and by rule. Leave it out with care: it is what
  stands between the API and the internet.
- With no algorithm and no collector active there is no schedule: nothing in the first table grows with time
  but storage.
- CoinSpot's prices are the dearest evidence by far: six polls a minute keep a function up all day and write
  some four million quotes a month. A schedule of its own, such as `rate(15 minutes)`, makes it a small sum.
"""


def report(dev: Sequence[Resource], prod: Sequence[Resource]) -> str:
    """The whole page."""
    parts = [
        _INTRODUCTION,
        "## Standing still, by stage\n",
        _totals([("dev", bill(standing(dev))), ("prod", bill(standing(prod)))]),
        "## Standing still, item by item (dev)\n",
        _items(bill(standing(dev))),
        "## With algorithms on hourly bars (dev)\n",
        "Bars are collected and the Floor's two watchers run each minute; one person, no evidence.\n",
        _totals([(f"{n} algorithms", bill(standing(dev), working(dev, n))) for n in SIZES]),
        "## 10 algorithms, with and without evidence (dev)\n",
        "Collectors are off until an admin turns them on, one by one.\n",
        _totals([(name, bill(standing(dev), working(dev, 10, **on))) for name, on in _EVIDENCE.items()]),
        "## 10 algorithms and all free sources, item by item (dev)\n",
        _items(bill(standing(dev), working(dev, 10, **_ALL))),
        "## Assumptions\n",
        _assumptions(),
        _REMARKS,
    ]
    return "\n".join(parts)


def _totals(rows: Sequence[tuple[str, list[Line]]]) -> str:
    lines = ["| | list, USD a month | billed, USD a month |", "|---|---|---|"]
    for name, found in rows:
        listed, billed = total(found)
        lines.append(f"| {name} | {listed:.2f} | {billed:.2f} |")
    return "\n".join(lines) + "\n"


def _items(found: Sequence[Line]) -> str:
    lines = ["| item | units a month | list, USD | billed, USD |", "|---|---|---|---|"]
    lines += [f"| {f.item} | {f.units:,.0f} | {f.list_usd:.2f} | {f.billed_usd:.2f} |" for f in found]
    return "\n".join(lines) + "\n"


def _assumptions() -> str:
    lines = ["| each | what | a month |", "|---|---|---|"]
    lines += [f"| {c.per} | {_named(c)} | {c.starts:,.0f} starts of {c.seconds} s |" for c in CALLS]
    lines += [f"| {per} | {item} | {n:,.0f} |" for per, usage in USAGE.items() for item, n in usage.items()]
    return "\n".join(lines) + "\n"


def _named(call: Call) -> str:
    return f"{call.function}: {call.what}" if call.what else call.function


def main() -> None:
    """Synthesize dev and prod and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for stage in ("dev", "prod"):
            out = Path(folder) / stage
            make_app(stage, str(out), {"layers": "marker"}).synth()
            found[stage] = read_resources(out)
        DOCUMENT.write_text(report(found["dev"], found["prod"]))
    print(f"wrote {DOCUMENT}")


if __name__ == "__main__":
    main()
