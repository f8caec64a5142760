"""What Slack refuses: blocks, views and texts judged as the real server judges them, with the pointer to what is wrong.

Pure: values in, complaints out. `shape` holds the small words (text, number, list of), `objects`, `elements` and
`blocks` say with them what Block Kit allows, `messages` and `views` judge whole arguments. Next: `web_api` raises the
complaints as `invalid_blocks` or `invalid_arguments`.
"""

from bot.sandbox.workspace.limits.messages import judge_blocks, judge_message, judge_text
from bot.sandbox.workspace.limits.views import judge_view

__all__ = ["judge_blocks", "judge_message", "judge_text", "judge_view"]
