"""Faults of running: memory, crashes, probes, ports, jobs, evictions, scaling."""

from tests.worlds.ills import end, loops, probe_fails, restarted, runs_unready, silent, unready
from tests.worlds.truth import Truth, truth
from tests.worlds.world import HOUR, Raw, World

_CRASH = {
    "java": "Exception in thread \"main\" java.lang.IllegalStateException: Required property 'billing.mode' is not set",
    "node": "TypeError: Cannot read properties of undefined (reading 'mode')\n    at Object.<anonymous> (/app/index.js:14:22)",
    "go": "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation]",
    "python": "Traceback (most recent call last):\n  File \"/app/main.py\", line 8, in <module>\nKeyError: 'MODE'",
    "dotnet": "Unhandled exception. System.ArgumentNullException: Value cannot be null. (Parameter 'mode')",
    "ruby": '/app/config/boot.rb:3:in `fetch\': key not found: "MODE" (KeyError)',
    "nginx": 'nginx: [emerg] unknown directive "proxy_pas" in /etc/nginx/conf.d/default.conf:12',
}


def oom_loops(world: World) -> Truth:
    name = world.choose()
    small = {"limits": {"memory": "48Mi"}, "requests": {"memory": "48Mi"}}
    for pod in world.redeploy(name, lambda spec: spec["containers"][0].update(resources=small)):
        loops(world, pod, end(world, 137, "OOMKilled"))
    return truth(name, "oom-killed")


def oom_runs_again(world: World) -> Truth:
    name = world.choose(store=None)
    pod = world.pick(world.pods(name))
    restarted(world, pod, end(world, 137, "OOMKilled", ago=90, lasted=1800), since=88)
    return truth(name, "oom-killed")


def oom_of_a_child(world: World) -> Truth:
    """Killed, and nothing tells by whom: memory is a guess, that it crashes is not."""
    name = world.choose()
    for pod in world.redeploy(name, lambda spec: None):
        loops(world, pod, end(world, 137, "Error", lasted=40))
    return truth(name, "oom-killed", "crash-loop")


def crashes(world: World) -> Truth:
    name = world.choose()
    line = _CRASH[world.part(name).language]
    for pod in world.redeploy(
        name, lambda spec: spec["containers"][0].update(image="registry.example.net/x:3.0.0")
    ):
        silent(world, pod)
        loops(world, pod, end(world, 1 if world.part(name).language != "go" else 2))
        world.log(pod, line, previous=True)
        world.log(pod, line)
    return truth(name, "crash-loop", "bad-rollout")


def exits_at_once(world: World) -> Truth:
    """It does its work and ends, as a Job would, and is started again and again."""
    name = world.choose()
    for pod in world.redeploy(name, lambda spec: spec["containers"][0].update(command=["/bin/true"])):
        silent(world, pod)
        loops(world, pod, end(world, 0, "Completed", lasted=0))
    return truth(name, "crash-loop", "bad-rollout")


def _probe(world: World, kind: str, probe: Raw, said: str, *, kills: bool, keep_log: bool = True) -> str:
    name = world.choose(port=True)
    for pod in world.redeploy(
        name, lambda spec: spec["containers"][0].update({f"{kind.lower()}Probe": probe})
    ):
        if not keep_log:
            silent(world, pod)
        probe_fails(world, pod, kind, said.format(ip=pod["status"]["podIP"]))
        if kills:
            first = pod["spec"]["containers"][0]["name"]
            killed = f"Container {first} failed {kind.lower()} probe, will be restarted"
            world.event(pod, "Pod", "Killing", killed, count=3, normal=True)
            code = world.pick((137, 143))
            if world.rng.random() < 0.5:
                loops(world, pod, end(world, code, "Error", ago=20, lasted=45))
            else:
                restarted(world, pod, end(world, code, "Error", ago=20, lasted=45), ready=False)
        else:
            runs_unready(world, pod)
    return name


def liveness_port(world: World) -> Truth:
    probe = {"tcpSocket": {"port": 9999}, "periodSeconds": 5, "failureThreshold": 3}
    said = "dial tcp {ip}:9999: connect: connection refused"
    return truth(_probe(world, "Liveness", probe, said, kills=True), "liveness-probe-port")


def liveness_http_port(world: World) -> Truth:
    probe = {"httpGet": {"path": "/livez", "port": 9999}, "periodSeconds": 5, "failureThreshold": 3}
    said = 'Get "http://{ip}:9999/livez": dial tcp {ip}:9999: connect: connection refused'
    return truth(_probe(world, "Liveness", probe, said, kills=True, keep_log=False), "liveness-probe-port")


def liveness_protocol(world: World) -> Truth:
    name = world.choose(port=True)
    port = world.part(name).port
    probe = {"httpGet": {"path": "/livez", "port": port, "scheme": "HTTPS"}, "periodSeconds": 5}
    for pod in world.redeploy(name, lambda spec: spec["containers"][0].update(livenessProbe=probe)):
        ip = pod["status"]["podIP"]
        said = f'Get "https://{ip}:{port}/livez": http: server gave HTTP response to HTTPS client'
        probe_fails(world, pod, "Liveness", said)
        first = pod["spec"]["containers"][0]["name"]
        world.event(
            pod, "Pod", "Killing", f"Container {first} failed liveness probe, will be restarted", normal=True
        )
        restarted(world, pod, end(world, 143, ago=15, lasted=40), ready=False)
    return truth(name, "liveness-probe-protocol")


def liveness_timing(world: World) -> Truth:
    name = world.choose(port=True)
    port = world.part(name).port
    probe = {"httpGet": {"path": "/livez", "port": port}, "initialDelaySeconds": 1, "periodSeconds": 1, "timeoutSeconds": 1,
             "failureThreshold": 1}  # fmt: skip
    for pod in world.redeploy(name, lambda spec: spec["containers"][0].update(livenessProbe=probe)):
        ip = pod["status"]["podIP"]
        silent(world, pod)
        probe_fails(
            world,
            pod,
            "Liveness",
            f'Get "http://{ip}:{port}/livez": dial tcp {ip}:{port}: connect: connection refused',
        )
        first = pod["spec"]["containers"][0]["name"]
        world.event(
            pod, "Pod", "Killing", f"Container {first} failed liveness probe, will be restarted", normal=True
        )
        loops(world, pod, end(world, 143, ago=15, lasted=3))
    return truth(name, "liveness-probe-timing")


def readiness_port(world: World) -> Truth:
    probe = {"tcpSocket": {"port": 8999}, "periodSeconds": 5}
    said = "dial tcp {ip}:8999: connect: connection refused"
    return truth(_probe(world, "Readiness", probe, said, kills=False), "readiness-probe-port")


def readiness_port_event_gone(world: World) -> Truth:
    found = readiness_port(world)
    world.all("events").clear()
    for pod in world.pods(found.name):
        if not pod["status"]["containerStatuses"][0]["ready"]:
            pod["status"]["containerStatuses"][0]["state"] = {"running": {"startedAt": world.ago(9000)}}
    return found


def readiness_protocol(world: World) -> Truth:
    name = world.choose(port=True)
    port = world.part(name).port
    for pod in world.redeploy(
        name, lambda spec: spec["containers"][0].update(readinessProbe={"grpc": {"port": port}})
    ):
        said = f'timeout: failed to connect service "{pod["status"]["podIP"]}:{port}" within 1s: context deadline exceeded'
        if world.rng.random() < 0.5:
            said = "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service"
        probe_fails(world, pod, "Readiness", said)
        runs_unready(world, pod)
    return truth(name, "readiness-probe-protocol")


def readiness_path(world: World) -> Truth:
    name = world.choose(port=True)
    port = world.part(name).port
    probe = {"httpGet": {"path": "/nope", "port": port}, "periodSeconds": 5}
    for pod in world.redeploy(name, lambda spec: spec["containers"][0].update(readinessProbe=probe)):
        probe_fails(world, pod, "Readiness", "HTTP probe failed with statuscode: 404")
        runs_unready(world, pod)
    return truth(name, "readiness-probe-failing", "readiness-probe-path")


def port_conflict(world: World) -> Truth:
    name = world.choose(port=True)
    port = world.part(name).port
    extra = {
        "name": "metrics-agent",
        "image": "registry.example.net/agent:1",
        "ports": [{"containerPort": port}],
    }
    line = {
        "java": f"Web server failed to start. Port {port} was already in use.",
        "node": f"Error: listen EADDRINUSE: address already in use :::{port}",
        "go": f"listen tcp :{port}: bind: address already in use",
        "python": f"[ERROR] Connection in use: ('0.0.0.0', {port})",
        "dotnet": f"System.IO.IOException: Failed to bind to address http://[::]:{port}: address already in use.",
        "ruby": f'Address already in use - bind(2) for "0.0.0.0" port {port} (Errno::EADDRINUSE)',
        "nginx": f"nginx: [emerg] bind() to 0.0.0.0:{port} failed (98: Address already in use)",
    }[world.part(name).language]
    for pod in world.redeploy(name, lambda spec: spec["containers"].append(extra)):
        silent(world, pod)
        victim = world.pick(("metrics-agent", pod["spec"]["containers"][0]["name"]))
        said = line if victim != "metrics-agent" else f"listen tcp :{port}: bind: address already in use"
        loops(world, pod, end(world, 1, lasted=1), container=victim)
        world.log(pod, said, container=victim, previous=True)
    return truth(name, "port-conflict")


def scaled_to_zero(world: World) -> Truth:
    called = [
        one.name
        for one in world.style.parts
        if not one.store and one.port and (world.callers(one.name) or one.entry)
    ]
    name = world.pick(called)
    workload = world.one("deployments", name)
    workload["spec"]["replicas"] = 0
    made = next(raw for raw in world.all("replicasets") if raw["metadata"]["name"].startswith(f"{name}-"))
    made["spec"]["replicas"] = 0
    world.remove_pods(name)
    said = f"Scaled down replica set {made['metadata']['name']} from {world.part(name).replicas} to 0"
    if world.style.history and world.rng.random() < 0.5:
        world.event(workload, "Deployment", "ScalingReplicaSet", said, age=500, normal=True)
    world.query = "Service unavailable: requests fail"
    return truth(name, "scaled-to-zero")


def disk_pressure(world: World) -> Truth:
    node = world.pick(world.workers())
    raw = world.one_node(node)
    for condition in raw["status"]["conditions"]:
        if condition["type"] == "DiskPressure":
            condition |= {
                "status": "True",
                "reason": "KubeletHasDiskPressure",
                "message": "kubelet has disk pressure",
            }
    name = world.choose()
    pod = world.pick(world.pods(name))
    pod["spec"]["nodeName"] = node
    pod["status"] = {"phase": "Failed", "reason": "Evicted",
                     "message": "The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi"}  # fmt: skip
    return truth(node, "node-disk-pressure")


def _job(world: World, reason: str, said: str) -> None:
    raw = world.add(
        "jobs", "nightly-report", metadata={"creationTimestamp": world.ago(900)},
        spec={"backoffLimit": 2, "template": {"spec": {"containers": [{"name": "run", "image": "x:1"}]}}},
        status={"failed": 3, "conditions": [{"type": "Failed", "status": "True", "reason": reason, "message": said,
                                             "lastTransitionTime": world.ago(300)}]},
    )  # fmt: skip
    world.event(raw, "Job", reason, said, age=300)


def job_failed(world: World) -> Truth:
    _job(world, "BackoffLimitExceeded", "Job has reached the specified backoff limit")
    return truth("nightly-report", "job-failed")


def job_deadline(world: World) -> Truth:
    _job(world, "DeadlineExceeded", "Job was active longer than specified deadline")
    return truth("nightly-report", "job-deadline")


def cronjob_missed(world: World) -> Truth:
    raw = world.add("cronjobs", "invoices", spec={"schedule": "*/5 * * * *", "suspend": False, "jobTemplate": {}},
                    status={"lastScheduleTime": world.ago(2.5 * HOUR)})  # fmt: skip
    said = "Cannot determine if invoices needs to be started: too many missed start times (> 100). Set or decrease .spec.startingDeadlineSeconds or check clock skew"
    world.event(raw, "CronJob", "FailedNeedsStart", said, count=4)
    return truth("invoices", "cronjob-missed")


def statefulset_stuck(world: World) -> Truth:
    """A store that crashes over its own data."""
    name = world.choose(store=True)
    for pod in world.pods(name):
        silent(world, pod)
        loops(world, pod, end(world, 1, lasted=3))
        line = "FATAL: could not read checkpoint: invalid checkpoint record; database files are incompatible with server"
        world.log(pod, line, previous=True)
    return truth(name, "crash-loop", "statefulset-stuck")


def hung(world: World) -> Truth:
    """No probe, no restart, not ready: only its readiness probe times out."""
    name = world.choose(port=True)
    for pod in world.pods(name):
        ip, port = pod["status"]["podIP"], world.part(name).port
        said = f'Get "http://{ip}:{port}/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
        probe_fails(world, pod, "Readiness", said, count=40)
        unready(pod)
        runs_unready(world, pod, since=50_000)
    return truth(name, "readiness-probe-failing")


FAULTS = (
    oom_loops, oom_runs_again, oom_of_a_child, crashes, exits_at_once, liveness_port, liveness_http_port,
    liveness_protocol, liveness_timing, readiness_port, readiness_port_event_gone, readiness_protocol, readiness_path,
    port_conflict, scaled_to_zero, disk_pressure, job_failed, job_deadline, cronjob_missed, statefulset_stuck, hung,
)  # fmt: skip
