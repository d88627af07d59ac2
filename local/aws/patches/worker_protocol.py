"""Python workers report failures as Lambda does, survive them, and close their log at once.

Unmended: every failure is `Runtime.HandlerError`, so Retry and Catch by exception name never match; an
exception costs the next call a cold start; a handler that prints nothing waits 50 ms for a log line.
A module that cannot be imported is named `Runtime.ImportModuleError`, as on AWS.
"""

import queue
import time
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local.aws.patches.guard import expect, replace_once

END_OF_LOG = "\x1eend-of-invocation"
LOG_PATIENCE_S = 2.0

_OLD_FAILURE = (
    '_real_stdout.write(json.dumps({"status": "error", "error": str(e), "trace": traceback.format_exc()})'
    ' + "\\n")'
)
_NEW_FAILURE = """traceback.print_exc()
            _real_stdout.write(json.dumps({"status": "ok", "failure": {
                "errorMessage": str(e),
                "errorType": type(e).__name__,
                "requestId": context.aws_request_id,
                "stackTrace": traceback.format_tb(e.__traceback__)[1:],
            }}) + "\\n")"""
_OLD_INIT_FAILURE = '_real_stdout.write(json.dumps({"status": "error", "error": str(e)}) + "\\n")'
_NEW_INIT_FAILURE = """_real_stdout.write(json.dumps({"status": "error", "error": (
            "Runtime.ImportModuleError: Unable to import module '" + module_name + "': " + str(e)
        )}) + "\\n")"""
_OLD_END = "        _real_stdout.flush()\n\nrun()"
_NEW_END = (
    f"        _real_stdout.flush()\n        print({END_OF_LOG!r}, file=sys.stderr, flush=True)\n\nrun()"
)


class Failure(str):
    """A handler's error message that carries the whole error payload along."""

    __slots__ = ("payload",)
    payload: dict[str, Any]


def apply() -> None:
    """Replace the worker's script, its log reading and the shape of its failures."""
    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    script = replace_once(script, _OLD_FAILURE, _NEW_FAILURE)
    script = replace_once(script, _OLD_INIT_FAILURE, _NEW_INIT_FAILURE)
    lambda_runtime._PYTHON_WORKER_SCRIPT = replace_once(script, _OLD_END, _NEW_END)
    _read_log_to_its_end()
    _carry_failures()


def _read_log_to_its_end() -> None:
    worker = lambda_runtime.Worker
    expect(worker._drain_stderr_bounded, "first_line_wait", "self._stderr_queue.get_nowait()")
    guess = worker._drain_stderr_bounded

    def drain(self: Any, *args: Any, **kwargs: Any) -> str:
        alive = self._proc is not None
        if not alive or not str(self.config.get("Runtime", "")).startswith("python"):
            return str(guess(self, *args, **kwargs))
        return read_until_end(self._stderr_queue)

    worker._drain_stderr_bounded = drain


def read_until_end(lines: "queue.Queue[str]") -> str:
    """Collect log lines up to the worker's end mark, or until patience runs out."""
    collected: list[str] = []
    deadline = time.monotonic() + LOG_PATIENCE_S
    while (left := deadline - time.monotonic()) > 0:
        try:
            line = lines.get(timeout=left)
        except queue.Empty:
            break
        if line.endswith(END_OF_LOG):
            # A last line without a newline shares its line with the mark.
            collected += [line.removesuffix(END_OF_LOG)] if line != END_OF_LOG else []
            break
        collected.append(line)
    return "\n".join(collected)


def _carry_failures() -> None:
    worker = lambda_runtime.Worker
    expect(worker.invoke, 'response.get("status") == "error"', 'response["cold_start"] = cold')
    expect(lambda_svc._execute_function_warm, '"Runtime.HandlerError"', '"errorMessage": error_msg')
    invoke, execute = worker.invoke, lambda_svc._execute_function_warm

    def invoke_keeping_payload(self: Any, *args: Any, **kwargs: Any) -> Any:
        response = invoke(self, *args, **kwargs)
        payload = response.pop("failure", None)
        if payload is None:
            return response
        message = Failure(payload["errorMessage"])
        message.payload = payload
        return {**response, "status": "error", "error": message, "trace": ""}

    def execute_with_real_type(func: Any, event: Any, request_id: str) -> Any:
        result = execute(func, event, request_id)
        body = result.get("body")
        if result.get("error") and isinstance(body, dict):
            result["body"] = _real_payload(body)
            result["log"] = result.get("log") or str(body.get("errorMessage", ""))
        return result

    worker.invoke = invoke_keeping_payload
    lambda_svc._execute_function_warm = execute_with_real_type


def _real_payload(body: dict[str, Any]) -> dict[str, Any]:
    message = body.get("errorMessage")
    if isinstance(message, Failure):
        return message.payload
    _, mark, detail = str(message).partition("Runtime.ImportModuleError: ")
    return {"errorMessage": detail, "errorType": "Runtime.ImportModuleError"} if mark else body
