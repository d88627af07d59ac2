"""What linters say of the templates, and nothing else than what we answered."""

import json
import subprocess
import sys
from pathlib import Path

from tests.infrastructure.assembly import Synthesized
from tests.infrastructure.exceptions import DEVIATIONS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "deploy-to-aws.md"
# W3005: the CDK states dependencies that a reference already implies.
CFN_LINT_IGNORED = "W3005"


def test_cloudformation_would_accept_every_template(stage: Synthesized) -> None:
    command = [str(Path(sys.executable).with_name("cfn-lint")), "-i", CFN_LINT_IGNORED, "-f", "json", "--"]
    templates = [str(path) for path in stage.templates]
    done = subprocess.run([*command, *templates], capture_output=True, text=True, check=False)
    found = [f"{finding['Rule']['Id']} {finding['Message']}" for finding in json.loads(done.stdout or "[]")]
    assert found == [], done.stderr


def test_every_deviation_from_the_aws_solutions_rules_has_a_reason(stage: Synthesized) -> None:
    unanswered = [
        finding
        for finding in stage.findings()
        if not any(deviation.covers(finding.rule, finding.path) for deviation in DEVIATIONS)
    ]
    assert unanswered == []


def test_no_deviation_outlives_its_finding(local: Synthesized, prod: Synthesized) -> None:
    findings = local.findings() + prod.findings()
    idle = [d.rule for d in DEVIATIONS if not any(d.covers(f.rule, f.path) for f in findings)]
    assert idle == []


def test_every_deviation_is_told_in_the_documentation() -> None:
    text = " ".join(DOCUMENT.read_text().split())
    assert [d.rule for d in DEVIATIONS if d.reason not in text] == []
