"""One emulator and one deployed contract stack for the whole folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.aws.deployer import deploy
from local.aws.process import LocalAws
from tests.contract.local_aws.assembly_writer import write_assembly, write_bundle
from tests.contract.local_aws.cloud import HANDLERS, Cloud
from tests.contract.local_aws.template import contract_template


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled contract stack."""
    folder = tmp_path_factory.mktemp("assembly")
    code = write_bundle(folder, {"handlers.py": HANDLERS})
    return write_assembly(folder, {"Contract": contract_template(code)})


@pytest.fixture(scope="session")
def cloud(assembly: Path) -> Iterator[Cloud]:
    """The contract stack, deployed, in an environment that knows a developer's AWS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_PROFILE", "production")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-developer")
        patch.setenv("DEVELOPERS_API_KEY", "of-the-developer")
        aws = LocalAws(wait_scale=0.1).start()
    try:
        yield Cloud(aws, deploy(aws, assembly)["Contract"])
    finally:
        aws.stop()
