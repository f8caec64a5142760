"""Modals: a trigger lives three seconds, so each is made of what the button carried and at most the proposal.

What was pressed stands in `private_metadata`; inputs are named by `Field`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.detectors.catalogue import DETECTORS
from bot.domain.freeze import Freeze
from bot.domain.inference import Inference, Layer
from bot.domain.proposal import Proposal
from bot.render.actions import Field, Pressed, ViewId, repack
from bot.render.blocks import OPTION, Block, option, plain, section
from bot.render.deed import blast_radius, caveat, deed, where
from bot.render.freeze import freeze_line, override_line
from bot.render.rendered import RenderedView
from bot.render.words import listed, name, prose, typed

TITLE, LABEL, METADATA, TYPED = 24, 150, 3_000, 1_000

_TOO_MANY = (
    "More than one freeze is in force for this target. One can be overridden, not several: "
    "the thread and /lookout freeze list name them."
)
# As a reader of a menu would call them; a label that is no sentence must not sound like somebody at work.
_LAYERS = {
    Layer.MODEL: "Model",
    Layer.PROMPT: "Prompt and context",
    Layer.DATA: "Data, retrieval and tools",
    Layer.PLATFORM: "Platform or its alerts and metrics",
}
_FINAL = "One no is final: it ends the proposal, and nothing is changed in the cluster."


def take_view(pressed: Pressed) -> RenderedView:
    """Asks for the explicit word of whoever takes ownership."""
    says = section("With this button you become the owner: your name and the time go on the record.")
    return _modal(ViewId.TAKE, "Take ownership", [says], pressed)


def handover_view(pressed: Pressed) -> RenderedView:
    """Asks to whom the ownership is offered."""
    person = {"type": "users_select", "action_id": Field.PERSON, "placeholder": plain("A person", LABEL)}
    says = section("The owner stays the same until the other person presses Take ownership.")
    return _modal(ViewId.HANDOVER, "Hand over", [says, _input(Field.PERSON, "New owner", person)], pressed)


def close_view(pressed: Pressed) -> RenderedView:
    """Asks for the cause; an incident is never closed without one."""
    says = section("Only a named human closes an incident. Open proposals are withdrawn with it.")
    return _modal(ViewId.CLOSE, "Close incident", [says, _typed(Field.CAUSE, "Cause")], pressed)


def stop_view(pressed: Pressed) -> RenderedView:
    """Stops whatever Lookout would do for this incident, with a typed reason."""
    says = section("This stops every change that Lookout could make for this incident.")
    return _modal(ViewId.STOP, "Stop", [says, _typed(Field.REASON, "Reason")], pressed)


def deny_view(pressed: Pressed) -> RenderedView:
    """The commander's no, with a typed reason."""
    return _modal(ViewId.DENY, "Deny", [section(_FINAL), _typed(Field.REASON, "Reason")], pressed)


def refuse_view(pressed: Pressed) -> RenderedView:
    """The owner's no, with a typed reason."""
    return _modal(ViewId.REFUSE, "Refuse", [section(_FINAL), _typed(Field.REASON, "Reason")], pressed)


def confirm_view(proposal: Proposal, pressed: Pressed, verdict_summary: str = "") -> RenderedView:
    """The owner's key: repeats target and blast radius, takes a typed reason."""
    blocks = [_repeat(proposal, verdict_summary), _typed(Field.REASON, "Reason")]
    return _modal(ViewId.CONFIRM, "Confirm as owner", blocks, pressed)


def approve_view(
    proposal: Proposal, pressed: Pressed, freezes: Sequence[Freeze] = (), now: datetime | None = None
) -> RenderedView:
    """The commander's key for tier 2, with a typed reason; and for one freeze that is overridden by another.

    Of several freezes none can be overridden, which the modal says instead.
    """
    if len(freezes) > 1:
        return _notice(_TOO_MANY)
    reason = [_typed(Field.REASON, "Reason")] if proposal.tier > 1 or not freezes else []
    frozen = [block for one in freezes for block in _overriding(one, now or one.starts_at)]
    return _modal(ViewId.APPROVE, "Approve", [_repeat(proposal, ""), *reason, *frozen], pressed)


def _overriding(freeze: Freeze, now: datetime) -> list[Block]:
    """Which freeze, chosen by name, and why."""
    line = freeze_line(freeze, now)
    chosen = option(name(freeze.scope, 60), freeze.id)
    menu: Block = {"type": "static_select", "action_id": Field.FREEZE, "options": [chosen]}
    menu["initial_option"] = chosen
    says = section(
        line, "To approve overrides this one freeze. The reason is part of what both keys are for."
    )
    return [says, _input(Field.FREEZE, "Freeze", menu), _typed(Field.OVERRIDE, "Reason to override it")]


def verdict_view(view_id: ViewId, pressed: Pressed) -> RenderedView:
    """Asks what it was, of whoever said that a diagnosis is partly right or wrong; the verdict itself is recorded."""
    groups = [
        {
            "label": plain(f"Cause: {detector.code}", OPTION),
            "options": [option(cause, cause) for cause in detector.causes],
        }
        for detector in DETECTORS
    ]
    codes: Block = {"type": "static_select", "action_id": Field.CODE, "option_groups": groups}
    codes["placeholder"] = plain("A cause code", LABEL)
    says = section(
        "The verdict is recorded. What it was instead helps to measure the rules; either field will do."
    )
    fields = (_input(Field.CODE, "Cause code", codes), _typed(Field.CAUSE, "Cause in words"))
    optional = [{**field, "optional": True} for field in fields]
    return _modal(view_id, "What was it?", [says, *optional], pressed, submit="Record")


def finding_view(view_id: ViewId, pressed: Pressed) -> RenderedView:
    """Asks what showed whether a change is in, of whoever looked at the target of an attempt without an answer."""
    says = section(
        "What you saw goes on the record under your name. The attempt stays unknown, and nothing is sent again."
    )
    title = "The change is in" if view_id is ViewId.IS_IN else "The change is not in"
    return _modal(view_id, title, [says, _typed(Field.REASON, "What was seen")], pressed, submit="Record")


def inference_view(pressed: Pressed, inference: Inference) -> RenderedView:
    """Asks for the parts; what stands there already may be left empty."""
    says = section(
        "What it was, which evidence would have told, and where that arose. Each save adds: "
        "for a second action, open this once more. An action may also say that all stays as it is.",
        *_standing(inference),
    )
    truth = _may_stay(_typed(Field.TRUTH, "What was true"), inference.truth)
    told = _may_stay(_typed(Field.TOLD, "Which evidence would have told"), inference.told)
    blocks = [says, truth, told, _layers(inference), *_action()]
    return _modal(ViewId.INFER, "Inference row", blocks, pressed, submit="Record")


def _standing(inference: Inference) -> list[str]:
    """What is recorded so far."""
    parts = (("What was true", inference.truth), ("Evidence that would have told", inference.told))
    actions = [typed(one.what, 120) for one in inference.actions]
    return [
        *(f"{name}, so far: {typed(said)}" for name, said in parts if said),
        *([f"Actions so far: {listed(actions, 5, 'action')}"] if actions else []),
    ]


def _may_stay(block: Block, standing: str) -> Block:
    hint = {"optional": True, "hint": plain("Left empty, it stays what it is.", LABEL)}
    return {**block, **hint} if standing else block


def _layers(inference: Inference) -> Block:
    choices = [option(_LAYERS[layer], layer.name) for layer in Layer]
    menu: Block = {"type": "static_select", "action_id": Field.LAYER, "options": choices}
    if inference.layer is not None:
        menu["initial_option"] = option(_LAYERS[inference.layer], inference.layer.name)
    return _input(Field.LAYER, "Which layer it is attributed to", menu)


def _action() -> list[Block]:
    """An action and its owner: both may wait, and the postmortem stays open while one is missing."""
    person: Block = {
        "type": "users_select",
        "action_id": Field.PERSON,
        "placeholder": plain("A person", LABEL),
    }
    fields = (_typed(Field.ACTION, "An action"), _input(Field.PERSON, "Its owner", person))
    return [{**field, "optional": True} for field in fields]


def error_view(sentence: str) -> RenderedView:
    """A modal that says what did not work; it has nothing to submit."""
    return _notice(prose(sentence, 600))


def _repeat(proposal: Proposal, verdict_summary: str) -> Block:
    lines = [
        f"Proposed, not executed: {deed(proposal.mitigation)} (P-{proposal.number})",
        f"Target: {where(proposal)}",
        f"Blast radius: {blast_radius(proposal)}",
        *([f"Mind: {aside}"] if (aside := caveat(proposal.mitigation)) else []),
        f"Tier {proposal.tier}. Undo: {prose(proposal.undo, 300)}",
        *([override_line(proposal.override)] if proposal.override else []),
        *([f"Gates: {prose(verdict_summary)}"] if verdict_summary else []),
    ]
    return section(*lines)


def _input(field: Field, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": field, "label": plain(label, LABEL), "element": element}


def _typed(field: Field, label: str) -> Block:
    element: Block = {"type": "plain_text_input", "action_id": field, "multiline": True}
    return _input(field, label, {**element, "min_length": 3, "max_length": TYPED})


def _modal(
    callback: ViewId, title: str, blocks: Sequence[Block], pressed: Pressed, *, submit: str = ""
) -> RenderedView:
    metadata = repack(pressed)
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, TITLE),
        "submit": plain(submit or title, TITLE),
        "close": plain("Cancel", TITLE),
        "blocks": list(blocks),
        "private_metadata": metadata if len(metadata) <= METADATA else "",
    }
    return RenderedView(view=view)


def _notice(sentence: str) -> RenderedView:
    title, close = plain("Lookout", TITLE), plain("Back", TITLE)
    return RenderedView(view={"type": "modal", "title": title, "close": close, "blocks": [section(sentence)]})
