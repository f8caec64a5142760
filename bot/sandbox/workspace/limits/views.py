"""Views: a modal or App Home as `views.*` and a view's answer take it."""

import json
from typing import Any

from bot.sandbox.workspace.limits.blocks import COMMON, blocks
from bot.sandbox.workspace.limits.objects import plain
from bot.sandbox.workspace.limits.shape import Check, Complaints, complain, flag, shape, text, typed
from bot.sandbox.workspace.refusal import RefusalError

BYTES_MOST = 250_000
_COMMON: dict[str, Check] = {
    "private_metadata": text(3000, 0),
    "callback_id": text(255, 0),
    "external_id": text(255, 0),
    "clear_on_close": flag,
    "notify_on_close": flag,
    "submit_disabled": flag,
}
_LABELS: dict[str, Check] = {"close": plain(24), "submit": plain(24)}
_BLOCKS = blocks(COMMON, 100)
_MODAL = shape({"title": plain(24), "blocks": _BLOCKS}, {**_COMMON, **_LABELS})
_HOME = shape({"blocks": _BLOCKS}, {**_COMMON, **_LABELS, "title": plain(24)})
_MODAL_VIEW = typed({"modal": _MODAL})
_HOME_VIEW = typed({"home": _HOME})


def judge_view(view: Any, kind: str = "modal") -> None:
    """Refuse a view that Slack would not take with `invalid_arguments` or `view_too_large`."""
    if len(json.dumps(view, ensure_ascii=False).encode()) > BYTES_MOST:
        raise RefusalError("view_too_large")
    complaints: Complaints = []
    (_MODAL_VIEW if kind == "modal" else _HOME_VIEW)(view, "/view", complaints)
    if not complaints and kind == "modal" and "submit" not in view:
        for index, block in enumerate(view["blocks"]):
            if block["type"] == "input":
                complain(
                    complaints,
                    "missing required field: submit (there is an input block)",
                    f"/view/blocks/{index}",
                )
    if complaints:
        raise RefusalError("invalid_arguments", complaints)
