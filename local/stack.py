"""The whole house on this laptop: emulator up, template compiled, every stack deployed.

Used by `omc run`, `omc demo` and the integration tests, so that all three see the same thing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.aws.deployer import Step, deploy, merged
from local.aws.endpoints import http_api_url, socket_url
from local.aws.process import LocalAws
from local.aws.settings import ROOT
from local.synth import synthesise

Progress = Callable[[Step], None]
CDK_OUT = ROOT / "build" / "cdk.out"


@dataclass(frozen=True)
class Stack:
    """A deployed house: its emulator, and the outputs of all stacks by name."""

    aws: LocalAws
    outputs: Mapping[str, str]

    @property
    def api_url(self) -> str:
        return http_api_url(self.aws.endpoint_url, self.outputs["HttpApiId"])

    @property
    def socket_url(self) -> str:
        return socket_url(self.aws.endpoint_url, self.outputs["SocketApiId"], self.outputs["SocketStage"])

    @property
    def connect_sources(self) -> str:
        """What the console's page may talk to, as its content policy wants it."""
        http = self.aws.endpoint_url
        return f"{http} {http.replace('http', 'ws', 1)}"

    def environment(self) -> dict[str, str]:
        """What `omc.wiring` reads, for our own processes that work beside the functions."""
        names = {
            "OMC_STAGE": "Stage",
            "OMC_MARKET_TABLE": "MarketTable",
            "OMC_FLOOR_TABLE": "FloorTable",
            "OMC_LAB_TABLE": "LabTable",
            "OMC_ACCOUNT_TABLE": "AccountTable",
            "OMC_SOCKETS_TABLE": "SocketsTable",
            "OMC_LAKE_BUCKET": "LakeBucket",
            "OMC_EVENT_BUS": "EventBus",
            "OMC_EXECUTE_QUEUE_URL": "ExecuteQueueUrl",
            "OMC_DECIDE_QUEUE_URL": "DecideQueueUrl",
        }
        values = {"Stage": "local", **self.outputs}
        return {**self.aws.client_environment(), **{env: values[key] for env, key in names.items()}}


def compile_template(progress: Progress, stage: str = "local") -> Path:
    """The cloud assembly of this checkout, compiled only when its sources changed."""
    made = synthesise(CDK_OUT, stage)
    progress(Step("template", "compiled" if made.compiled else "unchanged", made.seconds))
    return made.folder


@contextmanager
def deployed(
    *,
    port: int | None = None,
    state_dir: Path | None = None,
    progress: Progress | None = None,
    **settings: Any,
) -> Iterator[Stack]:
    """Start, deploy, hand over, stop in order. Keywords are those of `EmulatorSettings`."""
    tell = progress or (lambda _step: None)
    assembly = compile_template(tell)
    aws = LocalAws(state_dir, port=port, persist=state_dir is not None, **settings)
    with aws:
        tell(Step("emulator", f"answers on {aws.endpoint_url}", 0.0))
        yield Stack(aws, merged(deploy(aws, assembly, tell)))
