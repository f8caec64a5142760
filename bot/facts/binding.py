"""Why a claim finds no volume: the binder's own conditions, asked of every volume in turn.

A class that binds at the first consumer leaves a claim Pending on purpose; the scheduler then tells what is wrong.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.diagnosis import Observation
from bot.domain.target import Subject
from bot.facts.quantity import amount
from bot.facts.raw import dig, items, labels, mapping, name_of, namespace_of, text
from bot.facts.selector import equal_labels, meets
from bot.facts.view import View

_STATIC = "kubernetes.io/no-provisioner"
_DEFAULT = "storageclass.kubernetes.io/is-default-class"


class Misfit(StrEnum):
    """The first condition, in the binder's order, that every volume fails."""

    CLASS = "class"
    SIZE = "size"
    MODE = "access mode"
    SELECTOR = "selector"
    TAKEN = "taken"
    PROVISIONING = "provisioning"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Binding:
    """Why a claim stays unbound: the misfit, its comparison in words, what shows it, how decisive it is."""

    misfit: Misfit
    asked: str
    said: str
    cites: tuple[Observation, ...]
    strength: float


def binding(view: View, claim: dict[str, Any]) -> Binding | None:
    """Why it stays unbound, or None if that is normal or cannot be told."""
    asked = _asked(claim)
    named = text(claim, "spec", "storageClassName")
    known = {name_of(one): one for one in view.objects("storageclasses")}
    failed = _failed(view, claim)
    of_class = any(text(one, "spec", "storageClassName") == named for one in _volumes(view))
    if named and view.was_read("storageclasses", "") and named not in known and not of_class:
        said = f"it asks for {named}; there are {', '.join(sorted(known)) or 'none'}"
        return Binding(Misfit.CLASS, asked, said, failed, 0.94)
    chosen = known.get(named) if named else _default(claim, known)
    if chosen and text(chosen, "volumeBindingMode") == "WaitForFirstConsumer" and not failed:
        return None
    dynamic = chosen is not None and text(chosen, "provisioner") not in {"", _STATIC}
    if dynamic or not view.was_read("persistentvolumes", ""):
        said = failed[0].quote if failed else ""
        return Binding(Misfit.PROVISIONING, asked, said, failed, 0.9) if failed else None
    return _compared(view, claim, asked, name_of(chosen) if chosen else named, failed)


def _compared(
    view: View, claim: dict[str, Any], asked: str, named: str, failed: tuple[Observation, ...]
) -> Binding:
    """The volume that comes nearest tells the misfit: what it fails first when it meets most."""
    tried = [(_misfits(one, claim, named), one) for one in _volumes(view)]
    if not tried:
        return Binding(Misfit.UNKNOWN, asked, "there is no volume", failed, 0.85)
    misfits, volume = min(tried, key=lambda found: (len(found[0]), found[0], name_of(found[1])))
    if not misfits:
        return Binding(Misfit.UNKNOWN, asked, f"volume {name_of(volume)} seems to fit", failed, 0.55)
    misfit, said = misfits[0]
    cite = Observation(source="volume", ref=f"pv/{name_of(volume)}", quote=_offered(volume))
    return Binding(
        misfit, asked, f"{name_of(volume)}: {said}", (cite, *failed), 0.93 if len(misfits) == 1 else 0.85
    )


def _misfits(volume: dict[str, Any], claim: dict[str, Any], named: str) -> list[tuple[Misfit, str]]:
    """All conditions that the volume fails, the least curable first."""
    spec, wants = mapping(volume, "spec"), mapping(claim, "spec")
    size, want = text(spec, "capacity", "storage"), text(wants, "resources", "requests", "storage")
    offered, modes = set(_modes(spec)), set(_modes(wants))
    has = labels(volume, "metadata", "labels")
    selector = mapping(wants, "selector")
    selected = equal_labels(labels(selector, "matchLabels"), has) and all(
        meets(one, has) for one in items(selector, "matchExpressions")
    )
    owner = mapping(spec, "claimRef")
    mine = (text(owner, "namespace"), text(owner, "name")) == (namespace_of(claim), name_of(claim))
    holder = f"bound to {text(owner, 'namespace')}/{text(owner, 'name')}"
    checks = (
        (
            text(spec, "storageClassName") != named,
            Misfit.CLASS,
            f"class {text(spec, 'storageClassName') or '(none)'}",
        ),
        (not selected, Misfit.SELECTOR, f"labels {has or '(none)'}"),
        (not modes <= offered, Misfit.MODE, f"offers {', '.join(sorted(offered))}"),
        (amount(size) < amount(want), Misfit.SIZE, f"{size}, {want} asked"),
        (bool(owner) and not mine, Misfit.TAKEN, holder),
    )
    return [(misfit, said) for fails, misfit, said in checks if fails]


def _volumes(view: View) -> tuple[dict[str, Any], ...]:
    return view.objects("persistentvolumes")


def _default(claim: dict[str, Any], known: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """The class that a claim without one gets; an empty name asks for none."""
    if dig(claim, "spec", "storageClassName") == "":
        return None
    marked = (one for one in known.values() if labels(one, "metadata", "annotations").get(_DEFAULT) == "true")
    return next(marked, None)


def _failed(view: View, claim: dict[str, Any]) -> tuple[Observation, ...]:
    subject = Subject(kind="PersistentVolumeClaim", namespace=namespace_of(claim), name=name_of(claim))
    told = view.events_of(subject, text(claim, "metadata", "uid"))
    return tuple(
        one.cited() for one in told if one.reason in {"ProvisioningFailed", "FailedBinding"} and one.warning
    )[-1:]


def _asked(claim: dict[str, Any]) -> str:
    spec = mapping(claim, "spec")
    selector = f", selector {mapping(spec, 'selector')}" if mapping(spec, "selector") else ""
    return (
        f"asks {text(spec, 'resources', 'requests', 'storage')}, {', '.join(_modes(spec))}, "
        f"class {text(spec, 'storageClassName') or '(none)'}{selector}; {text(claim, 'status', 'phase')}"
    )


def _offered(volume: dict[str, Any]) -> str:
    spec = mapping(volume, "spec")
    return (
        f"{text(spec, 'capacity', 'storage')}, {', '.join(_modes(spec))}, "
        f"class {text(spec, 'storageClassName') or '(none)'}, labels {labels(volume, 'metadata', 'labels')}; "
        f"{text(volume, 'status', 'phase')} {text(spec, 'claimRef', 'name')}".strip()
    )


def _modes(spec: dict[str, Any]) -> list[str]:
    """The access modes of a claim or a volume."""
    found = dig(spec, "accessModes")
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
