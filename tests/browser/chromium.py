"""Where this machine keeps a Chromium and the built console, and why a test must be skipped without them."""

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
DIST = ROOT / "web" / "dist"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "build" / "screenshots"

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]


def chromium() -> str | None:
    """The browser's program: OMC_CHROMIUM, or what is installed."""
    named = os.environ.get("OMC_CHROMIUM")
    candidates = [named] if named else ["/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"]
    return next((found for name in candidates if (found := shutil.which(name))), None)


def missing() -> str | None:
    """What stands in the way of a browser test, or None."""
    if chromium() is None:
        return "no Chromium found: install one or set OMC_CHROMIUM"
    if not (DIST / "index.html").is_file():
        return "the console is not built: npm --prefix web ci && npm --prefix web run build"
    return None
