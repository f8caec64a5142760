"""Every condition that other rule engines report, the detector that recognises it, and a world in which it does.

Conditions that are normal are listed too, with the ordinary life in which nothing may be reported.
"""

from collections.abc import Callable

import pytest

from bot.detectors.catalogue import DETECTORS
from bot.diagnosis import diagnose
from bot.domain.diagnosis import VerdictKind
from tests.worlds import noise
from tests.worlds.cases import faulty
from tests.worlds.faults import admission, cluster, dependency, routing, runtime, scheduling, startup
from tests.worlds.styles import STYLES
from tests.worlds.truth import Fault
from tests.worlds.world import World

CONDITIONS: tuple[tuple[str, str, Fault], ...] = (
    ("pod Unschedulable: insufficient cpu", "capacity", scheduling.cpu_oversized),
    ("pod Unschedulable: insufficient memory", "capacity", scheduling.memory_oversized),
    ("pod Unschedulable: untolerated taint", "scheduling", scheduling.taint),
    ("pod Unschedulable: node unschedulable", "scheduling", scheduling.cordon),
    ("pod Unschedulable: node affinity or selector", "scheduling", scheduling.selector),
    ("pod Unschedulable: pod anti-affinity", "scheduling", scheduling.anti_affinity),
    ("pod Unschedulable: topology spread", "scheduling", scheduling.topology_spread),
    ("pod Unschedulable: volume node affinity", "scheduling", scheduling.volume_affinity),
    ("pod Unschedulable: too many pods, KubeletTooManyPods", "scheduling", scheduling.too_many_pods),
    ("pod Unschedulable: unbound claims", "volume-claim", scheduling.pvc_class),
    ("pod Evicted", "node-pressure", runtime.disk_pressure),
    ("ContainerCreating: FailedCreatePodSandBox", "pod-sandbox", cluster.sandbox_fails),
    ("ContainerCreating: FailedMount", "volume-mount", startup.mount_fails),
    ("CrashLoopBackOff, KubePodCrashLooping", "crash-loop", runtime.exits_at_once),
    ("CrashLoopBackOff of an init container", "init-container", startup.init_fails),
    ("ImagePullBackOff, ErrImagePull", "image-pull", startup.image_tag),
    ("ImagePullBackOff: registry's name", "image-pull", startup.image_dns),
    ("ImagePullBackOff: not authorised", "image-pull", startup.image_auth),
    ("InvalidImageName", "image-pull", startup.image_name_invalid),
    ("CreateContainerConfigError", "missing-config", startup.secret_missing),
    ("RunContainerError, StartError", "container-start", startup.command),
    ("terminated with an exit code", "init-container", startup.init_fails),
    ("Running and Unhealthy, KubePodNotReady", "readiness-probe", runtime.hung),
    ("PodOOMKill, HostOomKillDetected", "oom-killed", runtime.oom_runs_again),
    ("ReplicaSet: FailedCreate", "admission", admission.pod_security),
    ("ReplicaSet: FailedCreate by quota", "quota", admission.quota_cpu),
    ("claim: ProvisioningFailed", "volume-claim", scheduling.pvc_class),
    ("Service without endpoints", "service-selector", routing.selector),
    ("Service with unready endpoints", "readiness-probe", runtime.readiness_port),
    ("Ingress: backend missing", "ingress", routing.ingress_backend),
    ("StatefulSet: replicas missing", "crash-loop", runtime.statefulset_stuck),
    ("Job: failed, KubeJobFailed", "jobs", runtime.job_failed),
    ("Job: past its deadline, KubeJobNotCompleted", "jobs", runtime.job_deadline),
    ("CronJob: missed", "jobs", runtime.cronjob_missed),
    ("Node: not ready, KubeNodeNotReady", "node-health", cluster.runtime_down),
    ("Node: unreachable, KubeNodeUnreachable", "node-health", cluster.kubelet_down),
    ("Node: DiskPressure, NodeFilesystemAlmostOutOfSpace", "node-pressure", runtime.disk_pressure),
    ("webhook: its Service does not answer", "admission", admission.webhook_down),
    ("HPA: ScalingLimited, KubeHpaMaxedOut", "autoscaler", cluster.hpa_at_most),
    ("HPA: ScalingActive false", "autoscaler", cluster.hpa_no_metrics),
    ("NetworkPolicy", "network-policy", routing.network_policy),
    ("log errors", "dependency", dependency.credentials_of_one),
    ("CPUThrottlingHigh, HostHighCpuLoad", "saturation", cluster.throttled),
    ("DaemonSet: pods missing, KubeDaemonSetRolloutStuck", "node-agent", cluster.proxy_down),
    ("KubeAggregatedAPIDown, etcdMembersDown", "api-server", cluster.etcd_trouble),
)
NORMAL: tuple[tuple[str, Callable[[World], None]], ...] = (
    ("Job and CronJob: suspended", noise.suspended),
    ("Job: failed once, done since", noise.finished_jobs),
    ("HPA: TooFewReplicas", noise.autoscaling),
    ("pod: evicted days ago", noise.old_evictions),
    ("Node: cordoned", noise.spare_node),
    ("Service: events of long ago", noise.readiness_blips),
    ("Deployment: a rollout under way", noise.rolling_update),
    ("NetworkPolicy: an empty selector selects all pods", noise.canary_policy),
    ("ReplicaSet: FailedCreate, overcome", noise.recovered_create),
    ("Deployment: no replicas wanted", noise.scaled_down_on_purpose),
    ("log: any line with error, exception or fail", noise.chatty_logs),
    ("Watchdog and alerts that inform", noise.informational_alerts),
)


@pytest.mark.parametrize(("condition", "detector", "fault"), CONDITIONS, ids=[one[0] for one in CONDITIONS])
def test_the_condition_is_recognised_by_that_detector(condition: str, detector: str, fault: Fault) -> None:
    known = {one.code: one for one in DETECTORS}
    case = next(found for place in range(len(STYLES)) if (found := faulty(fault, place)))
    told = diagnose(case.snapshot, version="test")
    assert any(one.cause in known[detector].causes for one in told.hypotheses), condition


@pytest.mark.parametrize(("condition", "life"), NORMAL, ids=[one[0] for one in NORMAL])
@pytest.mark.parametrize("style", STYLES, ids=lambda one: one.name)
def test_what_is_normal_is_not_reported(condition: str, life: noise.Noise, style: object) -> None:
    world = World(next(one for one in STYLES if one is style), 5)
    life(world)
    world.recount()
    told = diagnose(world.snapshot(), version="test")
    assert told.verdict is VerdictKind.HEALTHY, (condition, [one.statement for one in told.hypotheses])
