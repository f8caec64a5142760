"""Objects from the short words of a scenario file, with what an ordinary team would have set."""

from typing import Any

from bot.sandbox.cluster.kubelet.pods import container_defaults
from bot.sandbox.cluster.objects import Obj
from bot.sandbox.cluster.physics import App, Crash, LogVoice
from bot.sandbox.cluster.workloads.jobs import complete
from bot.sandbox.scenario.schema import Change, Cron, Job, Probe, Workload

_LINES = (
    "{time} INFO request method=GET path=/healthz status=200 duration_ms=1",
    "{time} INFO request method=GET path=/api/v1/items status=200 duration_ms=14",
    "{time} INFO request method=POST path=/api/v1/items status=201 duration_ms=22",
)


def workload_object(namespace: str, name: str, workload: Workload) -> Obj:
    """The Deployment, StatefulSet or DaemonSet."""
    labels = {"app.kubernetes.io/name": name}
    if workload.critical:
        labels["lookout.dev/tier"] = "critical"
    spec: Obj = {
        "selector": {"matchLabels": {"app.kubernetes.io/name": name}},
        "template": template(name, workload),
        "revisionHistoryLimit": 10,
    }
    if workload.kind != "DaemonSet":
        spec["replicas"] = workload.replicas
    if workload.kind == "Deployment":
        spec["strategy"] = {
            "type": "RollingUpdate",
            "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"},
        }
        spec["progressDeadlineSeconds"] = 600
    elif workload.kind == "StatefulSet":
        spec |= {
            "serviceName": name,
            "podManagementPolicy": "OrderedReady",
            "updateStrategy": {"type": "RollingUpdate"},
        }
    else:
        spec["updateStrategy"] = {
            "type": "RollingUpdate",
            "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0},
        }
    metadata: Obj = {
        "name": name,
        "namespace": namespace,
        "labels": labels,
        "generation": 1,
        "annotations": {},
    }
    if workload.kind == "Deployment" and workload.first_revision > 1:
        metadata["annotations"]["deployment.kubernetes.io/revision"] = str(workload.first_revision - 1)
        metadata["generation"] = workload.first_revision
    return {"apiVersion": "apps/v1", "kind": workload.kind, "metadata": metadata, "spec": spec, "status": {}}


def template(name: str, workload: Workload) -> Obj:
    """The pod template."""
    container: Obj = {
        "name": name,
        "image": workload.image,
        "resources": _resources(workload),
        "ports": [{"name": "http", "containerPort": workload.port, "protocol": "TCP"}],
    }
    if workload.env:
        container["env"] = [{"name": key, "value": value} for key, value in workload.env.items()]
    if workload.config:
        container["envFrom"] = [{"configMapRef": {"name": item}} for item in workload.config]
    for kind, probe in (("readinessProbe", workload.readiness), ("livenessProbe", workload.liveness)):
        if probe.path:
            container[kind] = _probe(probe, workload.port)
    container_defaults(container)
    spec: Obj = {
        "containers": [container],
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": 30,
        "dnsPolicy": "ClusterFirst",
        "schedulerName": "default-scheduler",
        "securityContext": {},
    }
    if workload.nodes:
        spec["nodeSelector"] = dict(workload.nodes)
    if workload.pull_secret:
        spec["imagePullSecrets"] = [{"name": workload.pull_secret}]
    return {"metadata": {"labels": {"app.kubernetes.io/name": name}}, "spec": spec}


def _resources(workload: Workload) -> Obj:
    share = workload.share
    limits = {"cpu": share.cpu_limit, "memory": share.memory_limit}
    found: Obj = {"requests": {"cpu": share.cpu, "memory": share.memory}}
    if any(limits.values()):
        found["limits"] = {key: value for key, value in limits.items() if value}
    return found


def _probe(probe: Probe, port: int) -> Obj:
    return {
        "httpGet": {"path": probe.path, "port": probe.port or port, "scheme": "HTTP"},
        "initialDelaySeconds": probe.delay,
        "periodSeconds": probe.period,
        "failureThreshold": probe.failures,
    }


def changed(workload: Workload, change: Change) -> Workload:
    """The workload after a change."""
    update: dict[str, Any] = {"env": workload.env | change.env}
    for field in ("image", "pull_secret"):
        if getattr(change, field):
            update[field] = getattr(change, field)
    for field in ("config", "replicas", "liveness"):
        if getattr(change, field) is not None:
            update[field] = getattr(change, field)
    if change.readiness_port:
        update["readiness"] = workload.readiness.model_copy(update={"port": change.readiness_port})
    if change.liveness_port:
        update["liveness"] = workload.liveness.model_copy(update={"port": change.liveness_port})
    share = {"cpu": change.cpu, "memory_limit": change.memory_limit}
    wanted = {field: value for field, value in share.items() if value}
    if wanted:
        update["share"] = workload.share.model_copy(update=wanted)
    return workload.model_copy(update=update)


def service_object(namespace: str, name: str, workload: Workload, number: int) -> Obj:
    """The Service of a workload: port 80 to the container's port."""
    labels = {"app.kubernetes.io/name": name}
    address = f"10.96.{number // 200}.{number % 200 + 10}"
    spec: Obj = {
        "type": "ClusterIP",
        "clusterIP": address,
        "clusterIPs": [address],
        "selector": dict(labels),
        "ports": [{"name": "http", "port": 80, "targetPort": workload.port, "protocol": "TCP"}],
        "sessionAffinity": "None",
    }
    metadata = {"name": name, "namespace": namespace, "labels": labels}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": spec,
        "status": {"loadBalancer": {}},
    }


def physics_of(name: str, workload: Workload) -> App:
    """The application behind a workload: it listens where the first template said, and writes ordinary logs."""
    app = workload.app
    update: dict[str, Any] = {}
    if app.listens is None:
        update["listens"] = (workload.port,)
    if app.log == LogVoice():
        start = (
            f"{{time}} INFO {name} is starting",
            f"{{time}} INFO {name} listens on 0.0.0.0:{workload.port}",
        )
        update["log"] = LogVoice(start=start, lines=_LINES, every=15.0)
    return app.model_copy(update=update)


def physics_of_job(job: Job) -> App:
    """The application in a Job's pod: it works for a while, writes what it did, and ends."""
    seconds = job.took.total_seconds()
    voice = LogVoice(start=("{time} INFO begins",), stop=job.last_words)
    return App(crash=Crash(exit_code=job.exit_code, after=seconds), log=voice)


def job_object(namespace: str, name: str, job: Job) -> Obj:
    """A Job of one pod, not yet run."""
    fresh: Obj = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": namespace, "labels": {}, "generation": 1},
        "spec": _job_spec(name, job),
        "status": {},
    }
    complete(fresh)
    return fresh


def cron_object(namespace: str, name: str, cron: Cron) -> Obj:
    """A CronJob of such Jobs."""
    spec = {
        "schedule": cron.schedule,
        "concurrencyPolicy": "Forbid",
        "suspend": cron.suspended,
        "jobTemplate": {"metadata": {}, "spec": _job_spec(name, cron)},
    }
    metadata = {"name": name, "namespace": namespace, "labels": {}, "generation": 1}
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": metadata, "spec": spec, "status": {}}


def _job_spec(name: str, job: Job) -> Obj:
    container: Obj = {
        "name": name,
        "image": job.image,
        "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}},
    }
    container_defaults(container)
    seconds = max(600, int(job.took.total_seconds()) * 2)
    return {
        "backoffLimit": job.tries - 1,
        "activeDeadlineSeconds": seconds,
        "template": {"metadata": {}, "spec": {"containers": [container], "restartPolicy": "Never"}},
    }
