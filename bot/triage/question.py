"""Questions: what is asked in an incident's thread is answered there, from what was read and from the record.

Without a model the answer is the nearest that the rules can give, at once; with one, `model.answer` comes first.
Nothing is read again for the rules' answer; a mention that asks for another look gets one (`mentions`). Who asked what,
and how it was answered, is on the record.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.diagnosis.changes import changes_before
from bot.diagnosis.evidence import numbered_on
from bot.domain.answer import Topic
from bot.domain.diagnosis import Evidence
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.facts.question import Question
from bot.render.answer import Told, answer_message
from bot.render.nearest import Known, nearest
from bot.render.rendered import Rendered
from bot.render.words import code
from bot.triage import thread
from bot.triage.inbox import Mention
from bot.triage.ports.store import PastDiagnosis, Transaction
from bot.triage.world import World

OF_THE_RECORD = frozenset({Topic.OWNER, Topic.DO, Topic.BEGAN})
"""What the record answers, so that no diagnosis is needed, and nothing that a model could add."""
_ASKED = 300


class Reply(NamedTuple):
    """An answer on its way into the thread: what it says, who made it, and the small print below."""

    told: Told
    made_by: str
    small: tuple[str, ...]

    @classmethod
    def of_rules(cls, world: World, told: Told, line: str = "") -> "Reply":
        """An answer of the rules; `line` says what became of the model's, "" where none was asked."""
        made_by = f"rules {world.policy.version}"
        return cls(told, made_by, (f"Source: {code(made_by, 80)}.", *([line] if line else [])))


async def by_rules(world: World, incident: Incident, asked: Question) -> Told | None:
    """The nearest answer that the rules can give; None where a triage is nearer, since nothing was read yet."""
    async with world.store.read() as tx:
        past = await tx.diagnoses.of(incident.id)
        if not past and incident.is_open and asked.topic not in OF_THE_RECORD:
            return None
        known = await _known(tx, incident, past[0] if past else None, asked.topic)
    return nearest(asked.topic, known, exact=asked.exact, suspects=asked.suspects)


async def answer_in_thread(
    tx: Transaction,
    incident: Incident,
    mention: Mention,
    reply: Reply,
    *,
    asked: Question,
    key: str,
    detail: Mapping[str, Any] | None = None,
) -> Rendered | None:
    """Record the answer, and post it whole as a reply; to who asks elsewhere it is returned, for them alone.

    `key` is the same for the same question, so it is answered once; `detail` is what else its row says.
    """
    content = answer_message(incident, mention.text, reply.told, small=reply.small, now=tx.now)
    row = {
        "question": mention.text[:_ASKED],
        "by": mention.user_id,
        "topic": asked.topic.value,
        "exact": asked.exact,
        "made_by": reply.made_by,
        "evidence": [one.id for one in reply.told.evidence],
        **(detail or {}),
    }
    await tx.ledger.append(
        LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.ANSWERED, source="mention", detail=row)
    )
    if (mention.channel, mention.thread_ts or mention.ts) != (incident.channel, incident.thread_ts):
        return content
    await thread.say(tx, incident, f"answer:{incident.id}:{key}", content)
    return None


async def record_question(tx: Transaction, incident: Incident, mention: Mention) -> None:
    """That somebody asked, and what; secrets in it were gone before it was kept."""
    detail = {"what": mention.text[:_ASKED]}
    await tx.ledger.append(
        LedgerEntry(
            incident_id=incident.id,
            at=tx.now,
            act=Act.ASKED,
            actor=mention.user_id,
            source="mention",
            detail=detail,
        )
    )


async def _known(tx: Transaction, incident: Incident, past: PastDiagnosis | None, topic: Topic) -> Known:
    alert = thread.first_alert(await tx.ledger.of(incident.id))
    return Known(
        incident=await tx.incidents.get(incident.id),
        diagnosis=past.diagnosis if past else None,
        diagnosis_id=past.id if past else 0,
        changes=await _changes(tx, past) if past and topic is Topic.CHANGED else None,
        began=alert.starts_at if alert else None,
        proposals=tuple(await tx.proposals.of(incident.id)),
        now=tx.now,
    )


async def _changes(tx: Transaction, past: PastDiagnosis) -> tuple[Evidence, ...] | None:
    """What was changed before, as evidence that goes on after the diagnosis's own."""
    snapshot = await tx.diagnoses.snapshot(past.id)
    found = changes_before(snapshot) if snapshot is not None else None
    return None if found is None else numbered_on(found, past.diagnosis.evidence)
