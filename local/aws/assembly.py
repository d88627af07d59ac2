"""Read what `cdk synth` wrote: the stacks in the order they must be deployed, and the files they need."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.aws.settings import ACCOUNT, REGION


class AssemblyError(RuntimeError):
    """The folder is not a complete cloud assembly."""


@dataclass(frozen=True)
class Asset:
    """One file or folder that must lie in a bucket before a stack can use it."""

    source: Path
    zipped: bool
    bucket: str
    key: str


@dataclass(frozen=True)
class StackPlan:
    """One stack: its name, its template and the asset that carries the template."""

    name: str
    template: Path


@dataclass(frozen=True)
class Assembly:
    """What to upload, then what to deploy, in order."""

    assets: tuple[Asset, ...]
    stacks: tuple[StackPlan, ...]


def read_assembly(folder: Path) -> Assembly:
    """Parse `manifest.json`; AssemblyError names the first thing that is missing."""
    artifacts = _json(folder / "manifest.json")["artifacts"]
    ordered = [name for name in in_dependency_order(artifacts) if _is_stack(artifacts[name])]
    manifests = [a["properties"]["file"] for a in artifacts.values() if a["type"] == "cdk:asset-manifest"]
    assets = tuple(asset for name in manifests for asset in _assets(folder, name))
    for asset in assets:
        if not asset.source.exists():
            raise AssemblyError(
                f"Expected the asset {asset.source} that the template uploads as {asset.key}; "
                "it does not exist. Compile the template again: a bundle was removed or never built."
            )
    return Assembly(assets, tuple(_plan(folder, name, artifacts[name]) for name in ordered))


def in_dependency_order(artifacts: dict[str, Any]) -> list[str]:
    """Names so that each follows all it depends on; ties keep the manifest's order.

    >>> in_dependency_order({"api": {"dependencies": ["data"]}, "data": {}})
    ['data', 'api']
    """
    ordered: dict[str, None] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise AssemblyError(f"Expected stacks without a cycle, found {' -> '.join((*path, name))}.")
        if name in ordered or name not in artifacts:
            return
        for dependency in artifacts[name].get("dependencies", []):
            visit(dependency, (*path, name))
        ordered[name] = None

    for name in artifacts:
        visit(name, ())
    return list(ordered)


def resolve_placeholders(text: str) -> str:
    """Fill in the account, region and partition that CDK leaves open.

    >>> resolve_placeholders("assets-${AWS::AccountId}-${AWS::Region}")
    'assets-000000000000-us-east-1'
    """
    for name, value in (("AccountId", ACCOUNT), ("Region", REGION), ("Partition", "aws")):
        text = text.replace(f"${{AWS::{name}}}", value)
    return text


def _assets(folder: Path, manifest: str) -> list[Asset]:
    found = []
    for entry in _json(folder / manifest).get("files", {}).values():
        source = entry["source"]
        if "path" not in source:
            raise AssemblyError(f"Expected every asset of {manifest} to name a path, found {sorted(source)}.")
        found += [
            Asset(
                source=folder / source["path"],
                zipped=source.get("packaging") == "zip",
                bucket=resolve_placeholders(destination["bucketName"]),
                key=resolve_placeholders(destination["objectKey"]),
            )
            for destination in entry["destinations"].values()
        ]
    return found


def _is_stack(artifact: dict[str, Any]) -> bool:
    return bool(artifact["type"] == "aws:cloudformation:stack")


def _plan(folder: Path, name: str, artifact: dict[str, Any]) -> StackPlan:
    properties = artifact["properties"]
    return StackPlan(properties.get("stackName") or name, folder / properties["templateFile"])


def _json(path: Path) -> Any:
    if not path.is_file():
        raise AssemblyError(f"Expected {path}, which a compiled template has; compile it first.")
    return json.loads(path.read_text())
