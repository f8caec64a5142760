"""What whoever fills in the inference row is told; its modal is with the others, in `views`."""

from bot.domain.incident import Incident
from bot.domain.inference import Inference
from bot.render.rendered import NoEffect, Rendered
from bot.render.whispers import no_effect, whisper
from bot.render.words import listed, mention, prose


def inference_recorded(incident: Incident, inference: Inference) -> Rendered:
    """The row as it stands after a save, and what is still missing."""
    missing = [prose(one, 200) for one in inference.missing]
    left = f"Missing: {listed(missing, 8, 'part')}." if missing else "Nothing is missing in the row."
    return whisper(f"Recorded for the postmortem of I-{incident.number}. {left}")


def nothing_said() -> NoEffect:
    """A save in which every field was empty, or that named no layer."""
    return no_effect("This click changed nothing: no part of the row was filled in.")


def owner_without_action() -> NoEffect:
    """An owner was chosen, and no action typed."""
    return no_effect("This click changed nothing: the field of the action is empty.")


def no_owner_of_actions(user_id: str) -> NoEffect:
    """Whoever was chosen is a bot, a guest or gone."""
    return no_effect(
        f"This click changed nothing. An action's owner must be a full member of this workspace, "
        f"not: {mention(user_id)}."
    )
