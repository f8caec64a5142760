"""The story's order: which kind of task runs which chapter, and in which lane. This is the one place that says so.

A cluster that does not answer holds a slow chapter for as long as the reads may take. People, alerts and reminders
have a lane of their own, so that they do not queue behind it; so has what waits for a model, and what wakes people
outside Slack.
"""

from collections.abc import Awaitable, Callable, Mapping

from bot.triage.backup import back_up
from bot.triage.clicks import answer_click, hint
from bot.triage.decide import expire
from bot.triage.drills.chapter import make_drill
from bot.triage.drills.stop import canary
from bot.triage.escalate import remind
from bot.triage.execute import execute
from bot.triage.heads import export_heads
from bot.triage.intake import receive_alert
from bot.triage.investigate import investigate
from bot.triage.locate import locate
from bot.triage.mentions import receive_mention
from bot.triage.model.answer import answer_question
from bot.triage.model.refine import refine
from bot.triage.paging.chain import page
from bot.triage.paging.over import end_page
from bot.triage.point import point
from bot.triage.ports.store import Task
from bot.triage.preflight.chapter import make_preflight
from bot.triage.preflight.rotas import read_rotas
from bot.triage.propose import propose, take_back
from bot.triage.quality.golden import replay_golden
from bot.triage.quality.rehearse import rehearse
from bot.triage.quality.weekly import send_quality
from bot.triage.restored import tell
from bot.triage.retain import let_go
from bot.triage.silence import ask_owner, hear_word, lapse
from bot.triage.storm import show
from bot.triage.verify import verify
from bot.triage.world import World

Chapter = Callable[[World, Task], Awaitable[None]]

CHAPTERS: Mapping[str, Chapter] = {
    "alert": receive_alert,
    "mention": receive_mention,
    "locate": locate,
    "point": point,
    "remark": hint,
    "word": hear_word,
    "silence": ask_owner,
    "lapse": lapse,
    "click": answer_click,
    "triage": investigate,
    "remind": remind,
    "page": page,
    "page over": end_page,
    "propose": propose,
    "expire": expire,
    "execute": execute,
    "verify": verify,
    "take back": take_back,
    "show": show,
    "heads": export_heads,
    "drill": make_drill,
    "canary": canary,
    "preflight": make_preflight,
    "rota": read_rotas,
    "golden": replay_golden,
    "quality": send_quality,
    "rehearse": rehearse,
    "restored": tell,
    "backup": back_up,
    "retain": let_go,
    "refine": refine,
    "question": answer_question,
}
SLOW = frozenset(
    {"locate", "triage", "propose", "verify", "take back", "heads", "drill", "canary", "preflight", "rota"}
    | {"golden", "quality", "backup", "retain"}
)
"""Chapters that begin with many reads of a cluster or the record, and drills, which take seconds."""
THINKING = frozenset({"refine", "question", "rehearse"})
"""Chapters that wait for a model, for as long as a run may take: they hold up nobody but each other."""
PAGING = frozenset({"page", "page over"})
"""Pages outside Slack: whatever keeps clicks and reminders waiting for Slack must not keep these."""
LENGTHY = frozenset({"backup", "retain", "drill", "golden", "quality", "heads", "preflight"})
"""Chapters that may take minutes on a long record while nobody waits for them; a missed one is told elsewhere."""
ESCALATING = PAGING | {"remind", "silence", "lapse"}
"""Chapters whose end would leave an incident without an owner in silence: what may pass by itself never ends them."""
QUICK = frozenset(CHAPTERS) - SLOW - THINKING - PAGING
"""All the others: what a person, a deadline or an alert waits for."""
