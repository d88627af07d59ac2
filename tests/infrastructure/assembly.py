"""Synthesize a stage in this process and ask its templates questions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk import Validations
from cdk_nag import AwsSolutionsChecks

from cdk.app import make_app

Properties = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """What a rule of cdk-nag says of one construct."""

    rule: str
    path: str


@dataclass(frozen=True)
class Synthesized:
    """The written folder of one stage."""

    stage: str
    folder: Path

    def template(self, part: str) -> dict[str, Any]:
        """The template of a stack, e.g. "Floor"."""
        return dict(json.loads((self.folder / f"Omc-{self.stage}-{part}.template.json").read_text()))

    @property
    def templates(self) -> list[Path]:
        return sorted(self.folder.glob("*.template.json"))

    def resources(self, kind: str) -> dict[str, Properties]:
        """Properties of all resources of a type, by `stack/logical id`."""
        return {name: body.get("Properties", {}) for name, body in self._all() if body["Type"] == kind}

    def whole(self, kind: str) -> dict[str, dict[str, Any]]:
        """Like `resources`, with what stands beside the properties."""
        return {name: body for name, body in self._all() if body["Type"] == kind}

    def findings(self) -> list[Finding]:
        """What cdk-nag found."""
        report = json.loads((self.folder / "validation-report.json").read_text())
        return [
            Finding(violation["ruleName"], construct["constructPath"])
            for plugin in report["pluginReports"]
            if plugin["pluginName"] == "AwsSolutions"
            for violation in plugin["violations"]
            for construct in violation["violatingConstructs"]
        ]

    def _all(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for path in self.templates:
            stack = path.name.split(".")[0].rsplit("-", 1)[1]
            for logical, body in json.loads(path.read_text())["Resources"].items():
                yield f"{stack}/{logical}", body


def synthesize(stage: str, folder: Path) -> Synthesized:
    """Write the stage's templates with empty layers; cdk-nag reports instead of refusing."""
    app = make_app(stage, str(folder), {"layers": "marker"})
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    try:
        app.synth()
    except RuntimeError as refusal:
        # Judged by the test that knows the deviations; the templates are written all the same.
        if "ValidationFailed" not in str(refusal):
            raise
    return Synthesized(stage, folder)
