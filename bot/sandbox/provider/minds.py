"""Bad days on which the answer comes whole, and the model itself is not as it should be."""

from dataclasses import replace

from bot.sandbox.provider.answer import Answer
from bot.sandbox.provider.mind import Mind, answering, asking, good
from bot.sandbox.provider.seen import Seen

UNKNOWN_TOOL, WRITE_TOOL = "read_minds", "kubectl_delete"
OTHER_MODEL = "claude-opus-5-4"
_FOREIGN = "Der neue Stand startet nicht, weil ihm eine Einstellung fehlt."
_OWNS = "I'm on it and will roll this back right away; nobody else needs to look."
_REMEDY = "kubectl delete deployment checkout"
_INVENTED = "panic: the disk of the moon is full"
_LOW = 0.3


def _ending(stop: str) -> Mind:
    def mind(seen: Seen) -> Answer:
        return replace(answering(seen), stop=stop)

    return mind


def _refusing(_seen: Seen) -> Answer:
    return Answer([], "refusal")


def _cut(seen: Seen) -> Answer:
    whole = answering(seen).blocks[0]["text"]
    return Answer([{"type": "text", "text": whole[: len(whole) // 2]}], "max_tokens")


def _other_model(seen: Seen) -> Answer:
    return replace(good(seen), model=OTHER_MODEL)


def _loops(seen: Seen) -> Answer:
    return asking(seen) if seen.tools else answering(seen)


def _wanting(name: str) -> Mind:
    """Asks for that tool, once; then it answers."""

    def mind(seen: Seen) -> Answer:
        return answering(seen) if seen.reads or not seen.tools else asking(seen, (name,))

    return mind


def _lies(seen: Seen) -> Answer:
    """Half of what it cites does not exist, and the other half was never written there."""
    known = next(iter(seen.spans), "E1")
    return answering(seen, evidence=[{"id": "E999", "span": _INVENTED}, {"id": known, "span": _INVENTED}])


def _disagrees(seen: Seen) -> Answer:
    """Another cause than the rules name."""
    if seen.tools and seen.reads == 0:
        return asking(seen)
    other = next((one for one in seen.causes if one not in {seen.cause, "other"}), "other")
    return answering(seen, cause=other, confidence=_LOW * 2)


def _unsure(seen: Seen) -> Answer:
    return answering(seen, verdict="unsure", hypotheses=[], sentences=[])


def _saying(text: str) -> Mind:
    def mind(seen: Seen) -> Answer:
        return answering(seen, statement=text, mechanism=text, text=text, next_check=_REMEDY)

    return mind


def _prose(_seen: Seen) -> Answer:
    return Answer([{"type": "text", "text": "The new revision does not start. Roll it back."}])


def _empty(_seen: Seen) -> Answer:
    return Answer([])


MINDS: dict[str, tuple[str, Mind]] = {
    "refusal": ("The model declines.", _refusing),
    "max-tokens": ("The answer is cut at its greatest length.", _cut),
    "pause": ("The model pauses in its turn.", _ending("pause_turn")),
    "context": ("There was more to read than the model takes.", _ending("model_context_window_exceeded")),
    "unknown-stop": ("The answer ends for a reason that nobody knows.", _ending("solar_flare")),
    "other-model": ("Another model answers than the one that was asked for.", _other_model),
    "loops": ("The model asks for reads, for ever.", _loops),
    "unknown-tool": ("The model asks for a tool that there is not.", _wanting(UNKNOWN_TOOL)),
    "write-tool": ("The model asks for a tool that changes things.", _wanting(WRITE_TOOL)),
    "lies": ("The model cites what does not exist and what was never written there.", _lies),
    "foreign": ("The model answers in another language.", _saying(_FOREIGN)),
    "owns": ("The model claims to have taken the incident.", _saying(_OWNS)),
    "prose": ("The model writes prose where a form is asked for.", _prose),
    "nothing": ("An answer without a word.", _empty),
    "disagrees": ("The model names another cause than the rules, with evidence.", _disagrees),
    "unsure": ("The model says that the evidence is not enough.", _unsure),
}
