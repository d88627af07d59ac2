"""Compile the stacks of one stage: `python -m cdk.app --stage local --out cdk.out`.

Also run by the CDK's own command line (`cdk deploy -c stage=dev`), which names the folder itself. The stage
comes from --stage, else OMC_STAGE, else the context; there is no default, so that nothing of the laptop's
reaches an account by accident. Settings that are one deployment's own come from the context:
region, console_origins (comma separated), collect (absent, disabled, enabled), collect_series (JSON),
password_sign_in (true lets a password travel to Cognito), alarm_email.
"""

import argparse
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from aws_cdk import App, Environment

from cdk.assets import Code
from cdk.bundling import ROOT
from cdk.config import ANY_ORIGIN, Stage, stage_settings
from cdk.functions import missing_handlers
from cdk.stacks.api import ApiStack
from cdk.stacks.backtest import BacktestStack
from cdk.stacks.console import ConsoleStack
from cdk.stacks.data import DataStack
from cdk.stacks.floor import FloorStack
from cdk.stacks.ledgers import LedgersStack
from cdk.stacks.ops import OpsStack

LAPTOP = Environment(account="000000000000", region="us-east-1")


def build(app: App, stage: Stage, env: Environment, *, origins: list[str], alarm_email: str | None) -> None:
    """All stacks of the stage, in the order they depend on each other."""
    absent = missing_handlers(ROOT)
    if absent:
        raise FileNotFoundError(f"Expected functions/<name>/handler.py for each of {', '.join(absent)}.")
    code = Code(stage.layers)
    data = DataStack(app, stage, env, code=code, gates=ROOT / "shared/omc/backtest/gates.json")
    foundation = data.foundation
    LedgersStack(app, foundation, env, machines=ROOT / "statemachines")
    FloorStack(app, foundation, env)
    BacktestStack(app, foundation, env, machines=ROOT / "statemachines")
    api = ApiStack(app, foundation, env, origins=origins)
    ConsoleStack(app, foundation, env, http=api.http, socket=api.socket)
    OpsStack(app, foundation, env, http=api.http, alarm_email=alarm_email)


def make_app(stage_name: str | None, out: str | None, context: Mapping[str, str] | None = None) -> App:
    """The app of a stage with all its stacks, not yet synthesized."""
    app = App(outdir=out, context={**_flags(), **(context or {})})
    stage = _chosen_stage(app, stage_name)
    env = LAPTOP if stage.name == "local" else _account(app)
    extra = [origin for origin in _text(app, "console_origins", "OMC_CONSOLE_ORIGINS").split(",") if origin]
    build(
        app,
        stage,
        env,
        origins=_origins(*stage.console_origins, *extra),
        alarm_email=_text(app, "alarm_email") or None,
    )
    return app


def _origins(*allowed: str) -> list[str]:
    return [ANY_ORIGIN] if ANY_ORIGIN in allowed else [*allowed]


def _chosen_stage(app: App, name: str | None) -> Stage:
    stage = stage_settings(name or _text(app, "stage", "OMC_STAGE"))
    collect = _text(app, "collect")
    if collect not in ("", "absent", "disabled", "enabled"):
        raise ValueError(f"Expected collect to be absent, disabled or enabled; got {collect!r}.")
    passwords = _text(app, "password_sign_in").lower() == "true"
    layers = _text(app, "layers")
    changes: dict[str, Any] = {
        "collect_schedule": collect or stage.collect_schedule,
        "password_sign_in": passwords or stage.password_sign_in,
        "collect_series": _text(app, "collect_series") or stage.collect_series,
    }
    if layers:
        changes["layers"] = layers
    return replace(stage, **changes)


def _account(app: App) -> Environment:
    """The account is whoever deploys; the region is a decision, because the firewall has only one."""
    return Environment(
        account=os.environ.get("CDK_DEFAULT_ACCOUNT"),
        region=_text(app, "region", "CDK_DEFAULT_REGION") or "us-east-1",
    )


def _text(app: App, key: str, variable: str = "") -> str:
    found = app.node.try_get_context(key) or os.environ.get(variable, "")
    return str(found)


def _flags() -> dict[str, Any]:
    """cdk.json's feature flags, which only the CDK's own command line reads by itself."""
    return dict(json.loads((ROOT / "cdk.json").read_text())["context"])


def main() -> None:
    """Synthesize."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", help="local, dev or prod")
    parser.add_argument("--out", type=Path, help="folder to write; the CDK's command line says it itself")
    arguments = parser.parse_args()
    make_app(arguments.stage, str(arguments.out) if arguments.out else None).synth()


if __name__ == "__main__":
    main()
