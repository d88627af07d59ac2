"""/config.json of a deployed console: `python -m cdk.site outputs.json > web/dist/config.json`.

Reads what `cdk deploy --outputs-file outputs.json` wrote, so that nobody copies ids by hand.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

Outputs = Mapping[str, Mapping[str, str]]


def console_config(outputs: Outputs) -> dict[str, str]:
    """What the page must know; KeyError names an output that is not there."""
    told = {key: value for stack in outputs.values() for key, value in stack.items()}
    stage = next(iter(outputs)).split("-")[1]
    region = told["Region"]
    socket_host = f"{told['SocketApiId']}.execute-api.{region}.amazonaws.com"
    return {
        "stage": stage,
        "region": region,
        # Site and API share one origin: CloudFront passes /v1 on.
        "apiUrl": f"https://{told['SiteDomain']}",
        "socketUrl": f"wss://{socket_host}/{told['SocketStage']}",
        "cognitoUrl": f"https://cognito-idp.{region}.amazonaws.com",
        "userPoolClientId": told["UserPoolClientId"],
    }


def main() -> None:
    """Print the configuration."""
    print(json.dumps(console_config(json.loads(Path(sys.argv[1]).read_text())), indent=2))


if __name__ == "__main__":
    main()
