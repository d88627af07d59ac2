"""One running emulator: start it, wait until it answers, hand out clients, stop it so that it saves.

Used by `make run`, by integration tests and by the command line; importing it costs boto3, not MiniStack.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3
from botocore.config import Config

from local.aws.ports import LOOPBACK, free_port, remember_port, remembered_port, require_free
from local.aws.settings import REGION, ROOT, EmulatorSettings

START_PATIENCE_S = 60.0
# A killed one has lost up to a minute; on a busy machine saving takes its time.
STOP_PATIENCE_S = 30.0
# MiniStack's root key: under enforce_iam, too, it may do everything, as the account's root.
ROOT_KEY = "test"


class EmulatorFailedError(RuntimeError):
    """The emulator did not come up, or ended by itself."""


class LocalAws:
    """A MiniStack with our mends on 127.0.0.1, as a context manager or by start() and stop().

    Without state_dir everything lives in a temporary folder that stop() removes; without port the one
    its saved state was made on, or a free one. Other keywords are those of EmulatorSettings.

    With enforce_iam=True MiniStack runs with AUTH=true. Nothing needs to be bootstrapped: the key `test` (and
    any 12-digit account id) is the account's root and is not checked, so deployment and tests keep using
    client(). Each function gets a session of its execution role, and every call its code makes is held to
    that role's policies. Not enforced: what services do on our behalf (a state machine or a schedule invoking
    a function, a rule writing to a queue, an event source reading its queue or stream). HTTP APIs and sockets
    ask for no signature unless a route wants AWS_IAM.
    """

    def __init__(self, state_dir: Path | None = None, *, port: int | None = None, **settings: Any) -> None:
        self._temporary = state_dir is None
        folder = (state_dir or Path(tempfile.gettempdir()) / f"omc-aws-{secrets.token_hex(6)}").resolve()
        port = port or remembered_port(folder) or free_port()
        self.settings = EmulatorSettings(state_dir=folder, port=port, **settings)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint_url(self) -> str:
        """Where every service answers."""
        return f"http://{LOOPBACK}:{self.settings.port}"

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start and return once it answers.

        PortBusyError and PortMovedError before it starts, EmulatorFailedError when it does not come up.
        """
        require_free(self.settings.port)
        if self.settings.persist:
            remember_port(self.settings.state_dir, self.settings.port)
        self.settings.temporary_dir.mkdir(parents=True, exist_ok=True)
        with self.settings.log_path.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.aws.emulator"],
                cwd=ROOT,
                env=self.settings.environment(os.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C in the terminal reaches us only; we stop it in order.
                start_new_session=True,
            )
        self._wait_until_healthy()
        return self

    def stop(self) -> None:
        """End it with SIGTERM, which is when it saves its state; kill it when that takes too long."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        leftover = self.settings.state_dir if self._temporary else self.settings.temporary_dir
        shutil.rmtree(leftover, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def session(self) -> boto3.Session:
        """A session of the account's root. Its clients still need endpoint_url; prefer client()."""
        return boto3.Session(aws_access_key_id=ROOT_KEY, aws_secret_access_key=ROOT_KEY, region_name=REGION)

    def client(self, service: str, **kwargs: Any) -> Any:
        """A boto3 client of this emulator, e.g. client("dynamodb"); kwargs go to boto3."""
        config = Config(
            s3={"addressing_style": "path"}, retries={"max_attempts": 2}, proxies={}, inject_host_prefix=False
        )
        arguments = {"endpoint_url": self.endpoint_url, "config": config, **kwargs}
        return self.session().client(service, **arguments)  # type: ignore[call-overload]

    def resource(self, service: str) -> Any:
        """A boto3 resource of this emulator, e.g. resource("dynamodb")."""
        return self.session().resource(service, endpoint_url=self.endpoint_url)  # type: ignore[call-overload]

    def client_environment(self) -> Mapping[str, str]:
        """Variables that point another process's SDK at this emulator."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        }

    def log(self) -> str:
        """What the emulator printed since its last start."""
        path = self.settings.log_path
        return path.read_text(errors="replace") if path.exists() else ""

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_PATIENCE_S
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while self.running and time.monotonic() < deadline:
            try:
                with opener.open(f"{self.endpoint_url}/_ministack/health", timeout=1):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        tail = "\n".join(self.log().splitlines()[-15:])
        state = "did not answer" if self.running else "ended"
        self.stop()
        raise EmulatorFailedError(
            f"Expected the local AWS to answer on {self.endpoint_url} within {START_PATIENCE_S:.0f} s; "
            f"it {state}. Its last lines:\n{tail}"
        )
