"""Names that do not resolve: the cluster's DNS is down, or a pod does not ask it."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.calls import calls_of
from bot.facts.cite import first, of_pods
from bot.facts.command import kubectl
from bot.facts.dials import Dial, Way, dials_of
from bot.facts.pod import Pod
from bot.facts.raw import dig, text
from bot.facts.service import services_of
from bot.facts.view import View

_DNS = "kube-dns"
_SYSTEM = "kube-system"
_SEVERAL = 3


def detect(view: View) -> Iterator[Finding]:
    """One finding for the cluster's DNS, or for each workload that does not ask it."""
    down = _dns_down(view)
    failing = _failing(view)
    owners = {view.owner_of(dial.pod) for dial in failing}
    if down:
        yield _cluster(*down, failing, 0.93)
    elif len(owners) >= _SEVERAL and len({dial.pod.node for dial in failing}) > 1:
        yield _cluster(Subject(kind="Namespace", name=_SYSTEM), None, failing, 0.75)
    for subject, pods in view.pods_by_owner.items():
        odd = _odd(view, pods[0])
        mine = [dial for dial in failing if view.owner_of(dial.pod) == subject]
        if odd and (mine or _needs_services(view, subject)):
            yield _own(subject, pods, odd, mine)
        elif mine and owners == {subject} and len({dial.host for dial in mine}) > 1 and not down:
            yield _own(subject, pods, "", mine)


def _dns_down(view: View) -> tuple[Subject, Observation | None] | None:
    """The DNS workload without a ready pod, as far as it was read."""
    for workload in sorted(view.workloads.values(), key=lambda one: str(one.subject)):
        if (
            workload.namespace == _SYSTEM
            and workload.kind == "Deployment"
            and _is_dns(workload.pod_labels, workload.name)
        ):
            if not workload.ready and workload.raw.get("status"):
                return workload.subject, workload.cited(
                    f"{workload.ready} of {workload.wanted} replicas ready"
                )
            return None
    pods = [pod for pod in view.live_pods if pod.namespace == _SYSTEM and _is_dns(pod.labels, pod.name)]
    told = [pod for pod in pods if pod.condition("Ready")]
    if told and not any(pod.ready for pod in told):
        return view.owner_of(told[0]), told[0].cited("cluster DNS, not ready")
    return None


def _is_dns(has: dict[str, str], name: str) -> bool:
    return has.get("k8s-app") == _DNS or name.startswith(("coredns", _DNS))


def _failing(view: View) -> list[Dial]:
    """Failures to resolve names of Services that do exist, or of which the log does not tell the name."""
    names = {name for _, name in view.once(services_of)}
    return [
        dial
        for dial in view.once(dials_of)
        if dial.way is Way.NAME and dial.lately and (not dial.host or dial.host.partition(".")[0] in names)
    ]


def _odd(view: View, pod: Pod) -> str:
    """What keeps the pod from the cluster's DNS, or "" if nothing does."""
    policy = text(pod.raw, "spec", "dnsPolicy") or "ClusterFirst"
    servers = [str(one) for one in dig(pod.raw, "spec", "dnsConfig", "nameservers") or ()]
    host = dig(pod.raw, "spec", "hostNetwork") is True
    if policy == "None":
        ours = {
            text(one.raw, "spec", "clusterIP")
            for (space, name), one in view.once(services_of).items()
            if (space, name) == (_SYSTEM, _DNS)
        }
        return (
            "" if set(servers) & ours else f"dnsPolicy None with nameservers {', '.join(servers) or '(none)'}"
        )
    if policy == "Default" or (host and policy == "ClusterFirst"):
        return f"dnsPolicy {policy}{' on the host network' if host else ''}: it asks the node's DNS"
    return ""


def _needs_services(view: View, subject: Subject) -> bool:
    return any(call.caller == subject and call.service for call in view.once(calls_of))


def _said(failing: list[Dial]) -> list[Observation]:
    return [dial.cited() for dial in failing[:2]]


def _cluster(subject: Subject, seen: Observation | None, failing: list[Dial], strength: float) -> Finding:
    hosts = ", ".join(sorted({dial.host for dial in failing if dial.host})[:3])
    names = f", names such as {hosts} do not resolve" if hosts else ""
    return Finding(
        detector=DETECTOR.code,
        cause="cluster-dns-down",
        subject=subject,
        statement=f"{subject}: the cluster's DNS does not answer{names}.",
        mechanism="Services are called by name: without DNS no new connection between workloads is made.",
        cites=first([seen, *_said(failing)]),
        refuted_by="A name of a Service resolves from inside several pods on different nodes.",
        next_check=kubectl(_SYSTEM, "get", "pods", "-l", "k8s-app=kube-dns", "-o", "wide"),
        strength=strength,
    )


def _own(subject: Subject, pods: tuple[Pod, ...], odd: str, failing: list[Dial]) -> Finding:
    why = odd or "its resolver settings look ordinary, others resolve the same names"
    return Finding(
        detector=DETECTOR.code,
        cause="pod-dns-failing",
        subject=subject,
        statement=f"{subject}: its pods ({of_pods(len(pods), len(pods))}) do not resolve names of Services; {why}.",
        mechanism="A pod that does not ask the cluster's DNS cannot resolve the names of Services.",
        cites=first([*_said(failing), pods[0].cited(odd) if odd else None]),
        refuted_by="A name of a Service resolves inside the pod.",
        next_check=kubectl(
            subject.namespace,
            "get",
            "pod",
            pods[0].name,
            "-o",
            "jsonpath={.spec.dnsPolicy} {.spec.dnsConfig}",
        ),
        strength=(0.92 if failing else 0.82) if odd else 0.72,
    )


DETECTOR = Detector(
    code="cluster-dns",
    family="routing",
    refuted_by="A name of a Service resolves from inside the pods.",
    causes=("cluster-dns-down", "pod-dns-failing"),
    needs=("pods", "services"),
    detect=detect,
    cluster=True,
)
