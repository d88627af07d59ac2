"""Behind the WebSocket API."""

from cdk.functions.spec import FunctionSpec, Need, Table

_T, _N = Table, Need

SOCKETS = (
    FunctionSpec(
        "socket/authorize",
        "Takes a ticket once and says whose socket it is.",
        timeout_s=10,
        writes=(_T.SOCKETS,),
    ),
    FunctionSpec("socket/connect", "Remembers a connection.", timeout_s=10, writes=(_T.SOCKETS,)),
    FunctionSpec("socket/disconnect", "Forgets a connection.", timeout_s=10, writes=(_T.SOCKETS,)),
    FunctionSpec(
        "socket/message",
        "Subscribes, and replays what a reader missed.",
        timeout_s=10,
        reads=(_T.LAB,),
        writes=(_T.SOCKETS,),
        needs=(_N.SOCKET_POST,),
    ),
    FunctionSpec(
        "socket/publish",
        "Numbers push records and posts them to their readers.",
        timeout_s=60,
        writes=(_T.SOCKETS,),
        needs=(_N.SOCKET_POST,),
    ),
)
