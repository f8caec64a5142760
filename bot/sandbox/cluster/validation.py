"""What a write must obey: fields that exist, and the rules of workloads that matter here.

Not the whole OpenAPI schema: the levels of a workload at which a misspelt field would silently do nothing, and the
rules that a mitigation or a person's patch could break.
"""

from typing import Any

from bot.sandbox.cluster.objects import Obj, canonical, dig, name_of
from bot.sandbox.cluster.resources import Resource
from bot.sandbox.cluster.status import ApiError, invalid

_TOP = {"apiVersion", "kind", "metadata", "spec", "status"}
_DATA_TOP = {
    "ConfigMap": {"data", "binaryData", "immutable"},
    "Secret": {"data", "stringData", "type", "immutable"},
    "ServiceAccount": {"secrets", "imagePullSecrets", "automountServiceAccountToken"},
    "Endpoints": {"subsets"},
    "EndpointSlice": {"addressType", "endpoints", "ports"},
    "StorageClass": {"provisioner", "parameters", "reclaimPolicy", "volumeBindingMode", "allowVolumeExpansion"},
    "Event": {
        "action", "count", "eventTime", "firstTimestamp", "involvedObject", "lastTimestamp", "message", "reason",
        "related", "reportingComponent", "reportingInstance", "series", "source", "type",
    },
}  # fmt: skip
_WORKLOAD_SPEC = {
    "minReadySeconds", "paused", "progressDeadlineSeconds", "replicas", "revisionHistoryLimit", "selector",
    "strategy", "template", "updateStrategy", "serviceName", "podManagementPolicy", "volumeClaimTemplates",
    "persistentVolumeClaimRetentionPolicy", "ordinals",
}  # fmt: skip
_POD_SPEC = {
    "activeDeadlineSeconds", "affinity", "automountServiceAccountToken", "containers", "dnsConfig", "dnsPolicy",
    "enableServiceLinks", "ephemeralContainers", "hostAliases", "hostIPC", "hostNetwork", "hostPID", "hostUsers",
    "hostname", "imagePullSecrets", "initContainers", "nodeName", "nodeSelector", "os", "overhead",
    "preemptionPolicy", "priority", "priorityClassName", "readinessGates", "resourceClaims", "resources",
    "restartPolicy", "runtimeClassName", "schedulerName", "schedulingGates", "securityContext", "serviceAccount",
    "serviceAccountName", "setHostnameAsFQDN", "shareProcessNamespace", "subdomain",
    "terminationGracePeriodSeconds", "tolerations", "topologySpreadConstraints", "volumes",
}  # fmt: skip
_CONTAINER = {
    "args", "command", "env", "envFrom", "image", "imagePullPolicy", "lifecycle", "livenessProbe", "name", "ports",
    "readinessProbe", "resizePolicy", "resources", "restartPolicy", "securityContext", "startupProbe", "stdin",
    "stdinOnce", "terminationMessagePath", "terminationMessagePolicy", "tty", "volumeDevices", "volumeMounts",
    "workingDir",
}  # fmt: skip
_WORKLOADS = {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"}


def prune_unknown(resource: Resource, obj: Obj) -> list[str]:
    """Take fields that do not exist out of the object; their paths, for a warning or a refusal."""
    dropped = _prune(obj, _TOP | _DATA_TOP.get(resource.kind, set()), "")
    if resource.kind in _WORKLOADS:
        dropped += _prune(obj.get("spec"), _WORKLOAD_SPEC, "spec.")
        dropped += _prune(dig(obj, "spec", "template", "spec"), _POD_SPEC, "spec.template.spec.")
        for index, container in enumerate(dig(obj, "spec", "template", "spec", "containers") or []):
            dropped += _prune(container, _CONTAINER, f"spec.template.spec.containers[{index}].")
    return dropped


def _prune(value: Any, known: set[str], at: str) -> list[str]:
    if not isinstance(value, dict):
        return []
    unknown = [key for key in value if key not in known]
    for key in unknown:
        del value[key]
    return [f"{at}{key}" for key in unknown]


def strict_error(fields: list[str], patch: Any) -> ApiError:
    """What fieldValidation=Strict answers to a patch with unknown fields."""
    listed = ", ".join(f'unknown field "{field}"' for field in fields)
    message = f' "" is invalid: patch: Invalid value: {canonical(canonical(patch))}: strict decoding error: {listed}'
    causes = [
        {"reason": "FieldValueInvalid", "message": f"strict decoding error: {listed}", "field": "patch"}
    ]
    return ApiError(422, "Invalid", message, {"causes": causes})


def check_update(resource: Resource, before: Obj, after: Obj) -> None:
    """The rules that an update must obey.

    Raises:
        ApiError: 422, naming the field.
    """
    name = name_of(before)
    for field in ("name", "namespace"):
        if after["metadata"].get(field) != before["metadata"].get(field):
            raise invalid(resource, name, f"metadata.{field}", "field is immutable")
    if resource.kind in _WORKLOADS:
        if dig(after, "spec", "selector") != dig(before, "spec", "selector"):
            value = canonical(dig(after, "spec", "selector"))
            raise invalid(resource, name, "spec.selector", f"Invalid value: {value}: field is immutable")
        check_workload(resource, after)


def check_workload(resource: Resource, obj: Obj) -> None:
    """The rules of a workload: replicas, selector, container names and images.

    Raises:
        ApiError: 422, naming the field.
    """
    name = name_of(obj)
    replicas = dig(obj, "spec", "replicas")
    if replicas is not None and (not isinstance(replicas, int) or replicas < 0):
        why = f"Invalid value: {replicas}: must be greater than or equal to 0"
        raise invalid(resource, name, "spec.replicas", why)
    labels = dig(obj, "spec", "template", "metadata", "labels") or {}
    wanted = dig(obj, "spec", "selector", "matchLabels") or {}
    if any(labels.get(key) != value for key, value in wanted.items()):
        why = f"Invalid value: {canonical(labels)}: `selector` does not match template `labels`"
        raise invalid(resource, name, "spec.template.metadata.labels", why)
    containers = dig(obj, "spec", "template", "spec", "containers") or []
    if not containers:
        raise invalid(resource, name, "spec.template.spec.containers", "Required value")
    names = [container.get("name") for container in containers]
    for index, container in enumerate(containers):
        at = f"spec.template.spec.containers[{index}]"
        if not container.get("name") or not container.get("image"):
            raise invalid(
                resource, name, f"{at}.{'image' if container.get('name') else 'name'}", "Required value"
            )
        if names.index(container["name"]) != index:
            raise invalid(resource, name, f"{at}.name", f'Duplicate value: "{container["name"]}"')
