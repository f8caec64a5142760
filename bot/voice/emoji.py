"""Letter emoji: shortcodes that Slack turns into pictures, and the small signs that people type for them."""

import re

_SHORTCODE = re.compile(r"(?<![A-Za-z0-9:/]):(?=[a-z0-9_+'-]*[a-z+])[a-z0-9_+'-]{1,40}:(?![A-Za-z0-9/])")
# These stand for "seen", "mine" or "done" in on-call channels, so they count even when glued to a word.
_GLUED = re.compile(
    r"(?<![A-Za-z0-9]):(?:100|1234):(?![A-Za-z0-9])|:(?:ack|eyes?|eyeglasses|white_check_mark|"
    r"heavy_check_mark|check\w*|ballot_box\w*|ok_hand|ok|thumbsup|\+1|saluting_face"
    r"|salute|raised_hand\w*|raising_hand\w*|hammer\w*|wrench|tada|mag|fire_engine|"
    r"construction\w*|done|on_?it|tick):"
)
_TYPED = re.compile(
    r"(?:^|\s)(?:\+1|o7|o\^|\\o/?|\(y\)|<3|:-?\)|;-?\)|:-?D|\^\^|\[x\])(?=\s|$|[.!,])", re.IGNORECASE
)


def pictured(text: str) -> bool:
    """Whether Slack would draw a picture, or a reader would see one. Machine text must be set apart first."""
    if ":" in text and (_SHORTCODE.search(text) or _GLUED.search(text)):
        return True
    return _TYPED.search(text) is not None
