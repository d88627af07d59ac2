"""Functions on a person's way carry nothing that computes: they answer cold, too."""

import subprocess
import sys

HEAVY = ("numpy", "pandas", "talib", "duckdb", "ccxt", "httpx")
LIGHT = (
    "functions.api.account.handler",
    "functions.socket.authorize.handler",
    "functions.socket.connect.handler",
    "functions.socket.disconnect.handler",
    "functions.socket.message.handler",
    "functions.socket.publish.handler",
)


def test_socket_and_account_functions_import_no_heavy_library() -> None:
    code = f"import sys\nimport {', '.join(LIGHT)}\nprint([m for m in {HEAVY} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
