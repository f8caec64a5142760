"""Freeze: windows in which changes are refused. A calendar that cannot be read counts as frozen."""

from datetime import UTC

from bot.gates.case import Case, Freeze, Verdict

_KINDS = {"cluster": "this cluster", "namespace": "this namespace", "service": "this service"}


def evaluate(case: Case) -> Verdict:
    """No window that names the target is open now."""
    if case.freezes is None:
        return Verdict(
            gate="freeze", passed=None, reason="The freeze calendar cannot be read; it counts as frozen."
        )
    hits = [freeze for freeze in case.freezes if _open(freeze, case) and _names(freeze, case)]
    if hits:
        last = max(hits, key=lambda freeze: freeze.ends_at)
        until = f"{last.ends_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        said = _KINDS.get(last.scope.partition(":")[0], "all targets")
        return Verdict(gate="freeze", passed=False, reason=f"A freeze of {said} is in force until {until}.")
    return Verdict(gate="freeze", passed=True, reason="No freeze names this target now.")


def _open(freeze: Freeze, case: Case) -> bool:
    return freeze.starts_at <= case.moment.now < freeze.ends_at


def _names(freeze: Freeze, case: Case) -> bool:
    """Whether the scope covers the target; a scope of an unknown kind covers everything (fails closed)."""
    kind, _, name = freeze.scope.partition(":")
    target = {
        "cluster": case.proposal.cluster,
        "namespace": case.proposal.mitigation.subject.namespace,
        "service": case.proposal.service,
    }
    return kind not in target or target[kind] == name
