"""The story's order: which kind of task runs which chapter. This is the one place that says so."""

from collections.abc import Awaitable, Callable, Mapping

from bot.triage.clicks import answer_click, hint
from bot.triage.decide import expire
from bot.triage.escalate import remind
from bot.triage.execute import execute
from bot.triage.intake import receive_alert, receive_mention
from bot.triage.investigate import investigate
from bot.triage.ports.store import Task
from bot.triage.propose import propose, take_back
from bot.triage.verify import verify
from bot.triage.world import World

Chapter = Callable[[World, Task], Awaitable[None]]

CHAPTERS: Mapping[str, Chapter] = {
    "alert": receive_alert,
    "mention": receive_mention,
    "remark": hint,
    "click": answer_click,
    "triage": investigate,
    "remind": remind,
    "propose": propose,
    "expire": expire,
    "execute": execute,
    "verify": verify,
    "take back": take_back,
}
