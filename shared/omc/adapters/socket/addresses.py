"""Where the socket API is reached: on AWS at its own host, on the laptop behind the emulator's. Pure.

`declared` is what the template knows: `https://{api}.execute-api.{region}.amazonaws.com/{stage}`;
`emulator` is AWS_ENDPOINT_URL, absent on AWS.
"""

from urllib.parse import urlsplit


def management_url(declared: str, emulator: str | None) -> str:
    """The endpoint of an `apigatewaymanagementapi` client.

    >>> management_url("https://w1.execute-api.eu-west-1.amazonaws.com/live", None)
    'https://w1.execute-api.eu-west-1.amazonaws.com/live'
    >>> management_url("https://w1.execute-api.eu-west-1.amazonaws.com/live", "http://127.0.0.1:4566")
    'http://127.0.0.1:4566/_aws/execute-api/w1/live'
    """
    address = urlsplit(declared.rstrip("/"))
    host, path = address.netloc, address.path
    if not emulator:
        return f"https://{host}{path}"
    api_id = host.split(".")[0]
    return f"{emulator.rstrip('/')}/_aws/execute-api/{api_id}{path}"


def client_url(declared: str, emulator: str | None) -> str:
    """The address a browser opens; the ticket follows as `?ticket=`.

    >>> client_url("https://w1.execute-api.eu-west-1.amazonaws.com/live", None)
    'wss://w1.execute-api.eu-west-1.amazonaws.com/live'
    """
    url = management_url(declared, emulator)
    return url.replace("https://", "wss://", 1).replace("http://", "ws://", 1)
