"""Constant messages for when guard, redactor, renderer or store fails: never silence, never raw text.

They hold no value of any incident, so they are true whatever happened.
"""

from typing import Any

from bot.render.rendered import Rendered, RenderedView

_STATUS = (
    "Owner: not shown, because this status could not be rendered safely.\n"
    "The record holds the owner; `/lookout status` reads it."
)
_POST = (
    "Owner: see the status message\nThis message could not be rendered safely; its content is in the record."
)
_UNKEPT = (
    "Owner: not shown, because the record cannot be written.\n"
    "This message is not recorded, so nothing was read for it. Lookout's log says what mends that; "
    "Slack delivers the message again for some minutes."
)
_WHISPER = "This answer could not be rendered safely. The status message shows what is recorded."
_HOME = "This page could not be rendered safely. `/lookout status` reads the record."
_VIEW = "This form could not be rendered safely. Nothing was recorded by opening it."


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


FALLBACK_STATUS = Rendered(text=_STATUS, blocks=(_section(_STATUS),))
FALLBACK_POST = Rendered(text=_POST, blocks=(_section(_POST),))
FALLBACK_UNKEPT = Rendered(text=_UNKEPT, blocks=(_section(_UNKEPT),))
FALLBACK_WHISPER = Rendered(text=_WHISPER, blocks=(_section(_WHISPER),))
FALLBACK_HOME = RenderedView(view={"type": "home", "blocks": [_section(_HOME)]})
FALLBACK_VIEW = RenderedView(
    view={
        "type": "modal",
        "title": {"type": "plain_text", "text": "Lookout"},
        "close": {"type": "plain_text", "text": "Back"},
        "blocks": [_section(_VIEW)],
    }
)
