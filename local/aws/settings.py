"""What one emulator is asked to be, and the environment that says so to its process. Pure."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "000000000000"
REGION = "us-east-1"
ROOT = Path(__file__).resolve().parents[2]

MAX_WORKERS_ENV = "OMC_MAX_WORKERS"
MAX_PROCESSES_ENV = "OMC_MAX_PROCESSES"
HIDDEN_PATHS_ENV = "OMC_HIDDEN_PATHS"
LIVE_CODE_ENV = "OMC_LIVE_CODE"
AUTOSAVE_ENV = "OMC_AUTOSAVE_S"
PARENT_ENV = "OMC_PARENT_PID"

# Everything else of the developer's environment stays out: functions inherit what the emulator has.
_INHERITED = (
    "PATH", "HOME", "LANG", "LC_ALL", "TZ",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
    "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy",
)  # fmt: skip
_LOOPBACK = "127.0.0.1,localhost"


@dataclass(frozen=True)
class EmulatorSettings:
    """One emulator.

    persist keeps everything below state_dir for the next start; enforce_iam makes every request obey the
    roles' policies; live_code runs the checkout's code instead of bundles; wait_scale shortens Wait states
    (0 = none); extra is added to the environment, and so is seen by every function.
    """

    state_dir: Path
    port: int
    persist: bool = False
    enforce_iam: bool = False
    live_code: bool = False
    max_workers: int = 4
    max_processes: int = 24
    wait_scale: float = 1.0
    autosave_s: int = 60
    log_level: str = "WARNING"
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def temporary_dir(self) -> Path:
        """Unpacked bundles and scratch files of functions."""
        return self.state_dir / "tmp"

    @property
    def log_path(self) -> Path:
        """What the emulator prints."""
        return self.state_dir / "emulator.log"

    def environment(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """The whole environment of the emulator's process."""
        kept = {name: inherited[name] for name in _INHERITED if name in inherited}
        return {
            **kept,
            **self._storage(),
            **self._functions(),
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            "AUTH": "true" if self.enforce_iam else "false",
            "LOG_LEVEL": self.log_level,
            "SFN_WAIT_SCALE": str(self.wait_scale),
            "NO_PROXY": _LOOPBACK,
            "no_proxy": _LOOPBACK,
            "PYTHONUTF8": "1",
            PARENT_ENV: str(os.getpid()),
            **dict(self.extra),
        }

    def _storage(self) -> dict[str, str]:
        keep = "1" if self.persist else "0"
        return {
            "PERSIST_STATE": keep,
            "S3_PERSIST": keep,
            "STATE_DIR": str(self.state_dir / "state"),
            "S3_DATA_DIR": str(self.state_dir / "s3"),
            "TMPDIR": str(self.temporary_dir),
            AUTOSAVE_ENV: str(self.autosave_s),
        }

    def _functions(self) -> dict[str, str]:
        checkout = [str(ROOT), str(ROOT / "shared")]
        watched = [str(ROOT / "functions"), str(ROOT / "shared")]
        return {
            MAX_WORKERS_ENV: str(self.max_workers),
            MAX_PROCESSES_ENV: str(self.max_processes),
            HIDDEN_PATHS_ENV: "" if self.live_code else os.pathsep.join(checkout),
            LIVE_CODE_ENV: os.pathsep.join(watched) if self.live_code else "",
        }
