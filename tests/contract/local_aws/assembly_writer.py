"""Write a folder that looks like `cdk synth`'s, from templates and bundles made by hand."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BUCKET = "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"
ASSETS_BUCKET = "cdk-hnb659fds-assets-000000000000-us-east-1"


def write_bundle(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Write one bundle below `folder`; returns the Code property that refers to it."""
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    for name, text in files.items():
        path = folder / f"asset.{digest}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return {"S3Bucket": ASSETS_BUCKET, "S3Key": f"{digest}.zip"}


def write_assembly(
    folder: Path, stacks: Mapping[str, dict[str, Any]], dependencies: Mapping[str, list[str]] | None = None
) -> Path:
    """Write the manifest over the templates and over every bundle already below `folder`."""
    bundles = [path.name.removeprefix("asset.") for path in folder.glob("asset.*")]
    files = {
        digest: {
            "source": {"path": f"asset.{digest}", "packaging": "zip"},
            "destinations": {"here": {"bucketName": BUCKET, "objectKey": f"{digest}.zip"}},
        }
        for digest in bundles
    }
    (folder / "all.assets.json").write_text(json.dumps({"files": files}))
    artifacts: dict[str, Any] = {
        "assets": {"type": "cdk:asset-manifest", "properties": {"file": "all.assets.json"}}
    }
    for name, template in stacks.items():
        (folder / f"{name}.template.json").write_text(json.dumps(template))
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "properties": {"templateFile": f"{name}.template.json"},
            "dependencies": ["assets", *(dependencies or {}).get(name, [])],
        }
    (folder / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    return folder
