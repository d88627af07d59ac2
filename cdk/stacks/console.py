"""Console: the site's private bucket and, where the stage asks for it, the edge before site and API."""

from aws_cdk import Environment
from constructs import Construct

from cdk.constructs.edge import Edge, firewall
from cdk.constructs.http_api import HttpApi
from cdk.constructs.socket_api import SocketApi
from cdk.constructs.storage import bucket
from cdk.foundation import Foundation
from cdk.stacks.base import OmcStack


class ConsoleStack(OmcStack):
    """The deployer uploads the site; CloudFront serves it and passes /v1 on, so there is one origin."""

    part = "Console"

    def __init__(
        self, scope: Construct, foundation: Foundation, env: Environment, *, http: HttpApi, socket: SocketApi
    ) -> None:
        super().__init__(scope, foundation.stage, env)
        stage = foundation.stage
        # Public files: S3's own encryption, which CloudFront reads without a grant on our key.
        site = bucket(self, "Site", stage, key=None)
        self.tell(SiteBucket=site.bucket_name)
        if stage.distribution:
            wall = firewall(self, f"omc-{stage.name}") if stage.firewall else None
            edge = Edge(self, "Edge", site=site, http=http, socket=socket, firewall=wall)
            self.tell(
                SiteDomain=edge.distribution.distribution_domain_name,
                DistributionId=edge.distribution.distribution_id,
            )
