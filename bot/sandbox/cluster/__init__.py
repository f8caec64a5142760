"""A local cluster: the API of Kubernetes over plain HTTP, with controllers and nodes that behave.

`api` is the server, `workloads` and `kubelet` decide what becomes of the objects, `physics` says what is true of the
applications whatever the objects say, `world` holds it all and moves with the sandbox's clock. Start with `cluster`.
"""

from bot.sandbox.cluster.cluster import Cluster
from bot.sandbox.cluster.state import ClusterState

__all__ = ["Cluster", "ClusterState"]
