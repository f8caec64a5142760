"""What a person tries from a terminal next to the demo, with the real kubectl where it is at hand."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.cli.stage import KUBECONFIG
from bot.sandbox.cluster import Cluster
from tests.sandbox.cluster.conftest import Api, SteppingClock

KUBECTL = shutil.which("kubectl")
BUDGET = """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: basket}
spec: {minAvailable: 3, selector: {matchLabels: {app.kubernetes.io/name: basket}}}
"""


class Terminal:
    """Runs kubectl on the cluster; what it printed, and on failure what it complained of."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        server = cluster.base_url.replace("://", "://admin:admin-sandbox@")
        self._file = folder / "kubeconfig.yaml"
        self._file.write_text(KUBECONFIG.format(server=server, namespace="shop"))
        self._cache = folder / "cache"

    async def __call__(self, *words: str) -> str:
        command = (str(KUBECTL), f"--kubeconfig={self._file}", f"--cache-dir={self._cache}", *words)
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command, stdout=pipe, stderr=asyncio.subprocess.STDOUT
        )
        out, _ = await process.communicate()
        return out.decode()


@pytest.fixture
def kubectl(cluster: Cluster, tmp_path: Path) -> Terminal:
    if KUBECTL is None:
        pytest.skip("kubectl is not on the PATH: not tried from a terminal")
    return Terminal(cluster, tmp_path)


async def test_a_terminal_shows_what_is_there(kubectl: Terminal) -> None:
    assert "0/1     Running" in await kubectl("get", "pods")
    rows = [line.split() for line in (await kubectl("get", "deployments")).splitlines()]
    assert ["checkout", "3/4", "2", "3", "5d"] in rows
    assert "ProgressDeadlineExceeded" in await kubectl("describe", "deployment", "checkout")
    assert "Non-terminated Pods:" in await kubectl("describe", "node", "sandbox-node-1")
    assert "MEMORY(bytes)" in await kubectl("top", "pods")
    assert "CPU(cores)" in await kubectl("top", "nodes")


async def test_a_node_is_drained_as_far_as_budgets_allow(
    kubectl: Terminal, cluster: Cluster, clock: SteppingClock, tmp_path: Path
) -> None:
    file = tmp_path / "budget.yaml"
    file.write_text(BUDGET)
    assert "basket created" in await kubectl("apply", "-f", str(file))
    assert "sandbox-node-1 cordoned" in await kubectl("cordon", "sandbox-node-1")
    assert "Ready,SchedulingDisabled" in await kubectl("get", "nodes")
    said = await kubectl("drain", "sandbox-node-1", "--ignore-daemonsets", "--timeout=1s")
    assert "Cannot evict pod as it would violate the pod's disruption budget" in said
    await kubectl("delete", "pdb", "basket")
    clock.move(30)
    said = await kubectl("drain", "sandbox-node-1", "--ignore-daemonsets", "--timeout=1s")
    clock.move(60)
    left = await kubectl("get", "pods", "--field-selector", "spec.nodeName=sandbox-node-1")
    assert "No resources found" in left, said
    assert "sandbox-node-1 uncordoned" in await kubectl("uncordon", "sandbox-node-1")


async def test_a_rollout_is_undone_from_a_terminal(kubectl: Terminal, clock: SteppingClock) -> None:
    assert "rolled back (server dry run)" in await kubectl(
        "rollout", "undo", "deployment/checkout", "--dry-run=server"
    )
    assert "rolled back" in await kubectl("rollout", "undo", "deployment/checkout")
    clock.move(60)
    assert "successfully rolled out" in await kubectl("rollout", "status", "deployment/checkout")
    patch = '[{"op":"replace","path":"/spec/replicas","value":2}]'
    assert "patched" in await kubectl("patch", "deployment", "checkout", "--type=json", "-p", patch)


async def test_what_kubectl_sends_in_protobuf_is_refused_by_name(kubectl: Terminal, admin: Api) -> None:
    said = await kubectl("create", "configmap", "x", "--from-literal=a=b")
    assert "application/vnd.kubernetes.protobuf" in said
    status, _ = await admin.ask("GET", "/api/v1/namespaces/shop/configmaps/x")
    assert status == 404
