"""What an alert is about: cluster, namespace, service; and one object in a cluster."""

from bot.domain.noun import Noun

CLUSTER_LABELS = ("cluster",)
"""The labels by which alerts name a cluster, unless the configuration has others."""


class Subject(Noun):
    """One object in a cluster, by kind, namespace ("" for cluster-wide kinds) and name."""

    kind: str
    namespace: str = ""
    name: str

    def __str__(self) -> str:
        """`Deployment shop/cart`, `Node worker-3`: how a person names it."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


class Target(Noun):
    """Where to look: a namespace of a cluster and, where known, the service and the workload in it."""

    cluster: str
    namespace: str
    service: str = ""
    workload: Subject | None = None

    def __str__(self) -> str:
        """`prod-eu-1/payments/checkout-api`, without what is not known."""
        return "/".join(part for part in (self.cluster, self.namespace, self.service) if part)
