"""The ids behind Lookout's buttons, modals and fields, and what a button carries.

A button's value names the deployment, the incident and, where there is one, the proposal and its digest:
never the payload. Listeners route by these ids and read a press with `unpack`.
"""

import json
from enum import StrEnum
from urllib.parse import quote, unquote

from pydantic import ValidationError

from bot.domain.noun import Noun

TRIAGE_SHORTCUT = "lookout.triage_message"
_TARGET_BLOCK = "lookout.target"
_KEYS = {
    "deployment": "d",
    "incident_id": "i",
    "proposal_id": "p",
    "digest": "g",
    "diagnosis_id": "n",
    "channel": "c",
    "message_ts": "m",
}
_ALWAYS = ("deployment", "incident_id")


class ActionId(StrEnum):
    """`action_id` of every button and menu in a message."""

    TAKE = "lookout.take"
    HANDOVER = "lookout.handover"
    RELEASE = "lookout.release"
    KEEP = "lookout.keep"
    CLOSE = "lookout.close"
    RETRIAGE = "lookout.retriage"
    STOP = "lookout.stop"
    APPROVE = "lookout.approve"
    DENY = "lookout.deny"
    CONFIRM = "lookout.confirm"
    REFUSE = "lookout.refuse"
    RIGHT = "lookout.right"
    PARTLY = "lookout.partly"
    WRONG = "lookout.wrong"
    RAW = "lookout.raw"
    TARGET = "lookout.target"
    IS_IN = "lookout.is_in"
    IS_NOT_IN = "lookout.is_not_in"
    INFER = "lookout.infer"


class ViewId(StrEnum):
    """`callback_id` of every modal."""

    TAKE = "lookout.view.take"
    HANDOVER = "lookout.view.handover"
    CLOSE = "lookout.view.close"
    CONFIRM = "lookout.view.confirm"
    APPROVE = "lookout.view.approve"
    DENY = "lookout.view.deny"
    REFUSE = "lookout.view.refuse"
    STOP = "lookout.view.stop"
    PARTLY = "lookout.view.partly"
    WRONG = "lookout.view.wrong"
    IS_IN = "lookout.view.is_in"
    IS_NOT_IN = "lookout.view.is_not_in"
    INFER = "lookout.view.infer"


class Field(StrEnum):
    """An input of a modal: its `block_id` and its `action_id` alike."""

    REASON = "lookout.field.reason"
    CAUSE = "lookout.field.cause"
    PERSON = "lookout.field.person"
    CODE = "lookout.field.code"
    FREEZE = "lookout.field.freeze"
    OVERRIDE = "lookout.field.override"
    TRUTH = "lookout.field.truth"
    TOLD = "lookout.field.told"
    LAYER = "lookout.field.layer"
    ACTION = "lookout.field.action"


class Pressed(Noun):
    """What a button said about itself. Ids only; everything else is read from the store at the click.

    `channel` and `message_ts` name the message it stands on; a button does not carry them, a modal does.
    """

    deployment: str
    incident_id: str
    proposal_id: str = ""
    digest: str = ""
    diagnosis_id: int = 0
    channel: str = ""
    message_ts: str = ""


def pack(
    deployment: str, incident_id: str, proposal_id: str = "", digest: str = "", *, diagnosis_id: int = 0
) -> str:
    """A button's value: compact JSON, far under 2,000 characters."""
    return repack(
        Pressed(
            deployment=deployment,
            incident_id=incident_id,
            proposal_id=proposal_id,
            digest=digest,
            diagnosis_id=diagnosis_id,
        )
    )


def repack(pressed: Pressed) -> str:
    """A press as a modal's private_metadata, with the message whose button opened the modal."""
    said = pressed.model_dump()
    carried = {key: said[field] for field, key in _KEYS.items() if said[field] or field in _ALWAYS}
    return json.dumps(carried, separators=(",", ":"))


def unpack(value: str) -> Pressed | None:
    """What `pack` or `repack` packed, or None for anything else; never raises."""
    try:
        carried = json.loads(value)
        return Pressed(
            **{field: carried[key] for field, key in _KEYS.items() if field in _ALWAYS or key in carried}
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ValidationError):
        return None


def pack_block(deployment: str, incident_id: str) -> str:
    """The `block_id` of the target menu: an option's own value is too short to carry the ids."""
    return ":".join((_TARGET_BLOCK, quote(deployment, safe=""), quote(incident_id, safe="")))


def unpack_block(block_id: str) -> Pressed | None:
    """What `pack_block` packed, or None for any other block_id."""
    match block_id.split(":"):
        case [head, deployment, incident_id] if head == _TARGET_BLOCK:
            return Pressed(deployment=unquote(deployment), incident_id=unquote(incident_id))
        case _:
            return None
