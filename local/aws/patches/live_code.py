"""Optional: functions run the checkout's code, and a saved file is live with the next call.

On when OMC_LIVE_CODE names folders, together with a deployment that uploads markers instead of bundles.
"""

import os
import threading
import time
from pathlib import Path

from local.aws.patches.worker_pool import drop_all_idle
from local.aws.settings import LIVE_CODE_ENV

_LOOK_EVERY_S = 0.5


def apply() -> None:
    """Watch the folders named in OMC_LIVE_CODE and drop idle workers when a file in them changes."""
    folders = [Path(folder) for folder in os.environ.get(LIVE_CODE_ENV, "").split(os.pathsep) if folder]
    if folders:
        threading.Thread(target=_watch, args=(folders,), daemon=True, name="omc-live-code").start()


def newest_change_ns(folders: list[Path]) -> int:
    """Time of the latest change to a Python file below the folders, 0 when there is none."""
    changes = (path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*.py"))
    return max(changes, default=0)


def _watch(folders: list[Path]) -> None:
    known = newest_change_ns(folders)
    while True:
        time.sleep(_LOOK_EVERY_S)
        latest = newest_change_ns(folders)
        if latest != known:
            known = latest
            drop_all_idle()
