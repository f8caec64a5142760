"""Target unchanged: what would be changed is still the object, and the content, that people were shown."""

from bot.gates.case import Case, Verdict


def evaluate(case: Case) -> Verdict:
    """The live uid, generation and touched fields equal those of the proposal; resourceVersion may differ."""
    passed, reason = _judge(case)
    return Verdict(gate="target unchanged", passed=passed, reason=reason)


def _judge(case: Case) -> tuple[bool | None, str]:
    seen, live = case.proposal.live, case.live
    if live is None:
        return None, "The target is gone or could not be read."
    if live.uid != seen.uid:
        return False, "The target was deleted and created again since it was proposed."
    if live.touched != seen.touched:
        return False, "The fields that the action changes are not those that were shown."
    if live.generation != seen.generation:
        return (
            False,
            f"The target's spec was changed: generation {live.generation}, shown as {seen.generation}.",
        )
    return True, "The target is the one that was shown."
