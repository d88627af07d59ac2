"""Where functions' code and layers come from, as assets of the template."""

from pathlib import Path

from aws_cdk import AssetHashType
from aws_cdk import aws_lambda as lambda_

from cdk.bundling import ROOT, Bundler
from cdk.functions import FunctionSpec
from cdk.layers import Layer, built_layer, layers_for, marker_layer
from cdk.native import Target


class Code:
    """Bundles of one tree and layers of one kind."""

    def __init__(self, layers: str, root: Path = ROOT) -> None:
        self._layers = layers
        # Functions that import the virtual environment run on this machine, the others on Lambda's.
        self._bundler = Bundler(root, target=Target.HOST if layers == "marker" else Target.LAMBDA)

    def bundle(self, spec: FunctionSpec) -> lambda_.Code:
        """The function's bundle, named by the hash of its sources."""
        bundle = self._bundler.build(spec.name)
        return lambda_.Code.from_asset(
            str(bundle.folder), asset_hash=bundle.digest, asset_hash_type=AssetHashType.CUSTOM
        )

    def layers(self, spec: FunctionSpec) -> tuple[Layer, ...]:
        """The layers that bring what the function imports."""
        return layers_for(self._bundler.third_party(spec.name))

    def layer(self, layer: Layer) -> lambda_.Code:
        """The layer's content."""
        folder = marker_layer(layer) if self._layers == "marker" else built_layer(layer)
        return lambda_.Code.from_asset(str(folder))
