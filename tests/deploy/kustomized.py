"""The kustomizations as they would be applied, read without kustomize, and what their roles grant."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.sandbox.cluster.access import Rule

ROOT = Path(__file__).parents[2]
KUSTOMIZE = ROOT / "deploy" / "kustomize"
BASE, OPT_IN = KUSTOMIZE / "base", KUSTOMIZE / "opt-in"
NODES, AS_APPROVER = KUSTOMIZE / "nodes", KUSTOMIZE / "as-approver"
ONE_NAMESPACE = KUSTOMIZE / "one-namespace"
ONE_ROLE = ONE_NAMESPACE / "role"
POSTGRES = KUSTOMIZE / "postgres"

Raw = dict[str, Any]
Grant = tuple[str, str, str]
"""A verb, an API group and a resource with its subresource: ("get", "", "pods/log")."""


def kustomization(folder: Path) -> Raw:
    read: Raw = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
    return read


def documents(folder: Path) -> list[Raw]:
    """Every object of the kustomization, those of its bases too, less what it deletes; nothing generated or patched."""
    told = kustomization(folder)
    found = [document for name in told["resources"] for document in _read(folder / name)]
    for document in found:
        document["metadata"].setdefault("namespace", "")
        if told.get("namespace"):
            document["metadata"]["namespace"] = told["namespace"]
    patches = [yaml.safe_load(one["patch"]) for one in told.get("patches", ())]
    assert set(map(_key, patches)) <= set(map(_key, found)), "a patch is of what is not there"
    gone = {_key(one) for one in patches if one.get("$patch") == "delete"}
    return [one for one in found if _key(one) not in gone]


def _read(path: Path) -> list[Raw]:
    return (
        documents(path.resolve())
        if path.is_dir()
        else list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
    )


def _key(document: Raw) -> tuple[str, str, str]:
    metadata = document["metadata"]
    return document["kind"], metadata.get("namespace") or "", metadata["name"]


def of_kind(kind: str, folder: Path = BASE) -> dict[str, Raw]:
    """The objects of a kind by name."""
    return {one["metadata"]["name"]: one for one in documents(folder) if one["kind"] == kind}


def pod(folder: Path = BASE) -> Raw:
    """The spec of Lookout's pod."""
    spec: Raw = of_kind("Deployment", folder)["lookout"]["spec"]["template"]["spec"]
    return spec


def container() -> Raw:
    """Its one container."""
    only: Raw
    (only,) = pod()["containers"]
    return only


def grants(role: Raw) -> set[Grant]:
    """What a role allows, one by one."""
    return {one for rule in role["rules"] for one in _combined(rule)}


def as_sandbox_rules(role: Raw, *, opted_in: bool = False) -> tuple[Rule, ...]:
    """The same as the sandbox's own rules, so that real requests meet the shipped role."""
    return tuple(
        Rule(role["metadata"]["name"], frozenset({verb}), frozenset({(group, resource)}), opted_in=opted_in)
        for verb, group, resource in grants(role)
    )


def _combined(rule: Raw) -> Iterator[Grant]:
    for verb in rule["verbs"]:
        for group in rule["apiGroups"]:
            yield from ((verb, group, resource) for resource in rule["resources"])
