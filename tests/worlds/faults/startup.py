"""Faults of starting: images, configuration, volumes, commands."""

from tests.worlds.ills import creating, end, loops, silent, unready, waits
from tests.worlds.truth import Truth, truth
from tests.worlds.world import Raw, World

_HOST = "registry.example.net"


def _pull(world: World, image: str, why: str, *, terse: bool = False) -> str:
    """The kubelet's words about a failed pull, as this runtime writes them, put into status and events."""
    name = world.choose()
    pods = world.redeploy(name, lambda spec: spec["containers"][0].update(image=image))
    head = f'Failed to pull image "{image}": '
    match world.style.runtime:
        case "docker":
            said = f"{head}Error response from daemon: {why}"
        case "cri-o":
            said = f"{head}rpc error: code = Unknown desc = reading manifest in {image}: {why}"
        case _:
            said = f'{head}rpc error: code = Unknown desc = failed to pull and unpack image "{image}": failed to resolve reference "{image}": {why}'
    for pod in pods:
        silent(world, pod)
        first = pod["spec"]["containers"][0]["name"]
        field = f"spec.containers{{{first}}}"
        waits(pod, "ImagePullBackOff", f'Back-off pulling image "{image}"', container=first)
        world.event(
            pod, "Pod", "BackOff", f'Back-off pulling image "{image}"', count=8, normal=True, field=field
        )
        if terse:
            waits(pod, "ErrImagePull", said.removeprefix(head), container=first)
            continue
        world.event(pod, "Pod", "Failed", said, count=4, field=field)
        world.event(pod, "Pod", "Failed", "Error: ErrImagePull", count=4, field=field)
        world.event(pod, "Pod", "Failed", "Error: ImagePullBackOff", count=7, field=field)
    return name


def image_tag(world: World) -> Truth:
    image = f"{_HOST}/team/api:v9.9.9"
    why = {
        "docker": f"manifest for {image} not found: manifest unknown: manifest unknown",
        "cri-o": "manifest unknown",
    }.get(world.style.runtime, f"{image}: not found")
    return truth(_pull(world, image, why, terse=world.rng.random() < 0.3), "image-not-found")


def image_denied_public(world: World) -> Truth:
    image = "nginxx:1.27"
    why = "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"
    return truth(_pull(world, image, why), "image-not-found")


def image_dns(world: World) -> Truth:
    image = "registry.exmaple.net/team/api:2.0"
    why = 'failed to do request: Head "https://registry.exmaple.net/v2/team/api/manifests/2.0": dial tcp: lookup registry.exmaple.net on 10.0.0.2:53: no such host'
    return truth(_pull(world, image, why), "image-registry-dns")


def image_auth(world: World) -> Truth:
    image = "ghcr.io/acme-private/api:2.0"
    why = {
        "docker": 'Get "https://ghcr.io/v2/acme-private/api/manifests/2.0": denied: denied',
        "cri-o": "unauthorized: authentication required",
    }.get(
        world.style.runtime,
        "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 401 Unauthorized",
    )
    return truth(_pull(world, image, why), "image-pull-auth")


def image_rate_limit(world: World) -> Truth:
    why = "toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit"
    return truth(
        _pull(world, "docker.io/acme/api:2.0", why), "image-pull-rate-limit", "image-registry-unreachable"
    )


def image_unreachable(world: World) -> Truth:
    why = f'failed to do request: Head "https://{_HOST}/v2/": dial tcp 203.0.113.9:443: i/o timeout'
    return truth(_pull(world, f"{_HOST}/team/api:2.0", why), "image-registry-unreachable")


def image_name_invalid(world: World) -> Truth:
    name = world.choose()
    image = f"{_HOST}/Team/API:2.0"
    for pod in world.redeploy(name, lambda spec: spec["containers"][0].update(image=image)):
        silent(world, pod)
        said = f'Failed to apply default image tag "{image}": couldn\'t parse image name "{image}": invalid reference format: repository name must be lowercase'
        waits(pod, "InvalidImageName", said, container=pod["spec"]["containers"][0]["name"])
        world.event(pod, "Pod", "InspectFailed", said, count=6)
    return truth(name, "image-not-found", "image-name-invalid")


def platform(world: World) -> Truth:
    name = world.choose()
    for pod in world.redeploy(name, lambda spec: None):
        silent(world, pod)
        loops(world, pod, end(world, 1, lasted=0))
        for previous in (False, True):
            world.log(pod, "exec /usr/local/bin/docker-entrypoint.sh: exec format error", previous=previous)
    return truth(name, "platform-mismatch")


def _reference(kind: str, name: str, key: str) -> Raw:
    return {"name": "FEATURE_FLAGS", "valueFrom": {f"{kind}KeyRef": {"name": name, "key": key}}}


def _not_created(world: World, name: str, env: Raw, said: str) -> None:
    for pod in world.redeploy(name, lambda spec: spec["containers"][0].setdefault("env", []).append(env)):
        silent(world, pod)
        waits(pod, "CreateContainerConfigError", said, container=pod["spec"]["containers"][0]["name"])
        world.event(pod, "Pod", "Failed", f"Error: {said}", count=9)


def configmap_missing(world: World) -> Truth:
    name = world.choose()
    _not_created(world, name, _reference("configMap", "flags", "all"), 'configmap "flags" not found')
    return truth(name, "configmap-missing")


def secret_missing(world: World) -> Truth:
    name = world.choose()
    _not_created(world, name, _reference("secret", "db-login", "password"), 'secret "db-login" not found')
    return truth(name, "secret-missing")


def secret_key_missing(world: World) -> Truth:
    name = world.choose()
    said = f"couldn't find key password in Secret {world.namespace}/db-login"
    _not_created(world, name, _reference("secret", "db-login", "password"), said)
    return truth(name, "secret-missing", "secret-key-missing")


def secret_volume_missing(world: World) -> Truth:
    name = world.choose()
    volume = {"name": "tls", "secret": {"secretName": "gateway-tls"}}
    for pod in world.redeploy(name, lambda spec: spec.setdefault("volumes", []).append(volume)):
        silent(world, pod)
        creating(pod)
        said = 'MountVolume.SetUp failed for volume "tls" : secret "gateway-tls" not found'
        world.event(pod, "Pod", "FailedMount", said, count=9)
    return truth(name, "secret-missing")


def secret_volume_missing_event_gone(world: World) -> Truth:
    """Only the pod's own spec and the list of names are left to tell: the event has expired."""
    name = world.choose()
    volume = {"name": "settings", "configMap": {"name": "nowhere"}}
    for pod in world.redeploy(name, lambda spec: spec.setdefault("volumes", []).append(volume), age=5000):
        silent(world, pod)
        creating(pod)
    world.all("events").clear()
    return truth(name, "configmap-missing")


def mount_fails(world: World) -> Truth:
    name = world.choose()
    volume = {"name": "share", "nfs": {"server": "10.9.9.9", "path": "/exports"}}
    for pod in world.redeploy(name, lambda spec: spec.setdefault("volumes", []).append(volume)):
        silent(world, pod)
        creating(pod)
        said = 'MountVolume.SetUp failed for volume "share" : mount failed: exit status 32\nmount.nfs: Connection timed out'
        world.event(pod, "Pod", "FailedMount", said, count=4)
    return truth(name, "volume-mount-failed")


def attach_fails(world: World) -> Truth:
    name = world.choose(store=True)
    for pod in world.redeploy(name, lambda spec: None):
        silent(world, pod)
        creating(pod)
        said = 'Multi-Attach error for volume "pvc-77aa" Volume is already exclusively attached to one node and can\'t be attached to another'
        world.event(pod, "Pod", "FailedAttachVolume", said, count=3)
    return truth(name, "volume-attach-failed")


def permission(world: World) -> Truth:
    name = world.choose()
    volume = {"name": "uploads", "persistentVolumeClaim": {"claimName": "uploads"}}

    def change(spec: Raw) -> None:
        spec.setdefault("volumes", []).append(volume)
        spec["containers"][0].setdefault("volumeMounts", []).append(
            {"name": "uploads", "mountPath": "/srv/uploads"}
        )

    asked = {"accessModes": ["ReadWriteOnce"], "volumeName": "v1"}
    world.add("persistentvolumeclaims", "uploads", spec=asked, status={"phase": "Bound"})
    lines = {
        "java": "Caused by: java.nio.file.AccessDeniedException: /srv/uploads/index.db",
        "node": "Error: EACCES: permission denied, open '/srv/uploads/index.db'",
        "go": '{"level":"fatal","msg":"open store","error":"mkdir /srv/uploads/index: permission denied"}',
        "python": "PermissionError: [Errno 13] Permission denied: '/srv/uploads/index'",
        "dotnet": "Unhandled exception. System.UnauthorizedAccessException: Access to the path '/srv/uploads/index' is denied.",
        "ruby": "Errno::EACCES: Permission denied @ dir_s_mkdir - /srv/uploads/index",
        "nginx": 'nginx: [emerg] open() "/srv/uploads/access.log" failed (13: Permission denied)',
    }
    for pod in world.redeploy(name, change):
        silent(world, pod)
        loops(world, pod, end(world, 1))
        world.log(pod, lines[world.part(name).language], previous=True)
        world.log(pod, lines[world.part(name).language])
    return truth(name, "volume-permission-denied")


def command(world: World) -> Truth:
    name = world.choose()
    said = 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/app/serve": stat /app/serve: no such file or directory: unknown'
    for pod in world.redeploy(name, lambda spec: spec["containers"][0].update(command=["/app/serve"])):
        silent(world, pod)
        loops(world, pod, end(world, 128, "StartError", message=said, lasted=0))
        world.event(pod, "Pod", "Failed", f"Error: {said}", count=5)
    return truth(name, "command-not-found")


def run_as_root(world: World) -> Truth:
    name = world.choose()
    said = 'container has runAsNonRoot and image will run as root (pod: "x", container: app)'
    for pod in world.redeploy(name, lambda spec: spec.update(securityContext={"runAsNonRoot": True})):
        silent(world, pod)
        waits(pod, "CreateContainerConfigError", said, container=pod["spec"]["containers"][0]["name"])
        world.event(pod, "Pod", "Failed", f"Error: {said}", count=5)
    return truth(name, "container-start-refused")


def init_fails(world: World) -> Truth:
    name = world.choose()
    init = {"name": "migrate", "image": "registry.example.net/tools/migrate:1"}
    for pod in world.redeploy(name, lambda spec: spec.update(initContainers=[init])):
        silent(world, pod)
        unready(pod)
        last = end(world, 3)
        pod["status"] |= {
            "phase": "Pending",
            "initContainerStatuses": [
                {"name": "migrate", "ready": False, "restartCount": 4, "lastState": {"terminated": last},
                 "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 40s restarting failed container=migrate"}}}
            ],
        }  # fmt: skip
        for status in pod["status"]["containerStatuses"]:
            status |= {"ready": False, "state": {"waiting": {"reason": "PodInitializing"}}}
        world.log(
            pod,
            "applying 0042_add_index.sql\nfatal: checksum mismatch in 0041_orders.sql",
            container="migrate",
        )
    return truth(name, "crash-loop", "init-container-failing")


FAULTS = (
    image_tag, image_denied_public, image_dns, image_auth, image_rate_limit, image_unreachable, image_name_invalid,
    platform, configmap_missing, secret_missing, secret_key_missing, secret_volume_missing,
    secret_volume_missing_event_gone, mount_fails, attach_fails, permission, command, run_as_root, init_fails,
)  # fmt: skip
