"""The nearest answer that the rules can give to a question, from the record and what was read; nothing is guessed.

Each topic has its answer. A question that is none of them gets the diagnosis again, and is told that this is only near.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from bot.domain.answer import Topic
from bot.domain.diagnosis import Diagnosis, Evidence, Hypothesis
from bot.domain.incident import Incident
from bot.domain.noun import Noun
from bot.domain.proposal import Proposal
from bot.facts.question import naming
from bot.render.answer import Told, evidence_named
from bot.render.catch_up import waiting_line
from bot.render.diagnosis import headline
from bot.render.hypothesis import ranked
from bot.render.owner import owner_line
from bot.render.status import progress_line
from bot.render.words import clock, code, listed, mention, prose

_SHOWN = 3
NOTHING = "No diagnosis is on the record yet."
NO_ANSWER = Told(title="No answer:", lines=(NOTHING,))


class Known(Noun):
    """What the record holds of an incident, for an answer.

    `diagnosis` is the newest of the rules, None before there is one; `changes` are further evidence: what was changed
    within a day before it was read, None where what is kept does not tell it. `began` is what the alert gives as its
    begin.
    """

    incident: Incident
    diagnosis: Diagnosis | None = None
    diagnosis_id: int = 0
    changes: tuple[Evidence, ...] | None = None
    began: datetime | None = None
    proposals: tuple[Proposal, ...] = ()
    now: datetime


def nearest(topic: Topic, known: Known, *, exact: bool = True, suspects: Sequence[str] = ()) -> Told:
    """The answer of a topic; not `exact` says that nothing was read that answers the very question."""
    told = _suspected(known, suspects) if topic is Topic.SUSPECT else _ANSWERS[topic](known)
    by = (
        f", by diagnosis {known.diagnosis_id} of {clock(known.diagnosis.taken_at, known.now, zone=True)}"
        if (known.diagnosis is not None and topic not in _OF_THE_RECORD)
        else ""
    )
    near = "" if exact else "The nearest answer that was read: "
    title = f"{near}{_TITLES[topic]}{by}:"
    return told.model_copy(update={"title": title[:1].upper() + title[1:]})


def _told(lines: Sequence[str], evidence: Sequence[Evidence] = ()) -> Told:
    return Told(title="", lines=tuple(lines), evidence=tuple(evidence))


def _cause(known: Known) -> Told:
    found = known.diagnosis
    if found is None:
        return _told([NOTHING])
    shown = found.hypotheses[:_SHOWN]
    told = headline(found)
    lines = [f"{ranked(one)} {evidence_named(one.evidence)}" for one in shown]
    unsure = [] if shown and told == ranked(shown[0]) else [told]
    return _told([*unsure, *lines], _cited(found, shown[:1]))


def _owner(known: Known) -> Told:
    incident, now = known.incident, known.now
    command = "Nobody has command of this incident."
    if incident.commander is not None:
        command = f"Command by the record: {mention(incident.commander.user_id)}."
    return _told([f"{owner_line(incident, now)}.", command])


def _read(known: Known) -> Told:
    if known.diagnosis is None:
        return _told([NOTHING])
    reads, gaps = known.diagnosis.reads, known.diagnosis.gaps
    return _told([progress_line(reads, gaps) or "Nothing was read."])


def _changed(known: Known) -> Told:
    if known.diagnosis is None:
        return _told([NOTHING])
    if known.changes is None:
        cited = [one for one in known.diagnosis.evidence if one.source == "change"]
        kept = "What is kept of the reads does not tell it; what is cited beside the hypotheses follows."
        return _told([kept, *(_change(one, known.now) for one in cited)], cited)
    if not known.changes:
        none = "No new revision, ConfigMap or node change of the day before is in what was read."
        return _told([none, "What was changed outside the cluster is not read."])
    return _told([_change(one, known.now) for one in known.changes], known.changes)


def _change(one: Evidence, now: datetime) -> str:
    at = f"{clock(one.at, now)}: " if one.at else ""
    return f"{at}{code(one.ref, 120)}. {evidence_named([one.id])}"


def _began(known: Known) -> Told:
    now = known.now
    lines = [f"The incident is on the record since {clock(known.incident.opened_at, now, zone=True)}."]
    if known.began is not None:
        lines.insert(0, f"The alert's source gives {clock(known.began, now, zone=True)} as its begin.")
    timed = sorted(
        (one.at, one.id)
        for one in (known.diagnosis.evidence if known.diagnosis else ())
        if one.at is not None
    )
    if timed:
        at, number = timed[0]
        lines.append(f"The oldest evidence with a time is {number} of {clock(at, now, zone=True)}.")
    oldest = [
        one
        for one in (known.diagnosis.evidence if known.diagnosis else ())
        if timed and one.id == timed[0][1]
    ]
    return _told(lines, oldest)


def _next(known: Known) -> Told:
    found = known.diagnosis
    checks = [
        f"For hypothesis {one.rank} ({one.confidence:.2f}): {code(one.next_check, 400)}"
        for one in (found.hypotheses[:_SHOWN] if found else ())
    ]
    return _told(
        [*(checks or ["No hypothesis is on the record, so no check follows from one."]), *_waiting(known)]
    )


def _do(known: Known) -> Told:
    return _told(
        [
            "A mention changes nothing in the cluster.",
            "A change begins as a proposal of a runbook, which two humans must clear.",
            *(_waiting(known) or ["No proposal is open."]),
        ]
    )


def _waiting(known: Known) -> list[str]:
    return [line for one in known.proposals if (line := waiting_line(one, known.now))]


def _suspected(known: Known, suspects: Sequence[str]) -> Told:
    found = known.diagnosis
    if found is None:
        return _told([NOTHING])
    lines: list[str] = []
    quotes: dict[str, Evidence] = {}
    for suspect in suspects:
        pattern = naming(suspect)
        hypotheses = [one for one in found.hypotheses if pattern.search(_words(one))]
        seen = [one for one in found.evidence if pattern.search(f"{one.ref} {one.quote}".casefold())]
        quotes |= {one.id: one for one in seen[:_SHOWN]}
        lines += _named(suspect, hypotheses, seen)
    if found.gaps and not quotes:
        lines.append(f"Not read: {listed([code(gap.what, 60) for gap in found.gaps], 6, 'read')}.")
    best = [] if not found.hypotheses else [f"First by the rules: {_first(found)}"]
    return _told([*lines, *best], list(quotes.values()) or _cited(found, found.hypotheses[:1]))


def _named(suspect: str, hypotheses: Sequence[Hypothesis], seen: Sequence[Evidence]) -> Iterator[str]:
    shown = code(suspect, 60)
    if not hypotheses and not seen:
        yield f"Nothing that was read and cited names {shown}; that is no proof that it plays no part."
    elif not hypotheses:
        yield f"No hypothesis names {shown}; it stands in what was read. {evidence_named([one.id for one in seen])}"
    for one in hypotheses:
        yield f"{shown} stands in hypothesis {one.rank} ({one.confidence:.2f}). {evidence_named(one.evidence)}"


def _first(found: Diagnosis) -> str:
    one = found.hypotheses[0]
    return f"hypothesis 1 ({one.confidence:.2f}): {prose(one.statement, 400)}"


def _words(one: Hypothesis) -> str:
    return f"{one.cause} {one.subject.name} {one.statement} {one.mechanism}".casefold()


def _cited(found: Diagnosis, hypotheses: Sequence[Hypothesis]) -> list[Evidence]:
    wanted = dict.fromkeys(number for one in hypotheses for number in one.evidence)
    return [one for one in found.evidence if one.id in wanted]


_OF_THE_RECORD = frozenset({Topic.OWNER, Topic.DO, Topic.BEGAN})
_TITLES: Mapping[Topic, str] = {
    Topic.CHANGED: "what changed within a day before",
    Topic.OWNER: "ownership by the record",
    Topic.READ: "what was read, and what was not",
    Topic.BEGAN: "when it began",
    Topic.NEXT: "what to check next",
    Topic.SUSPECT: "what was read of this",
    Topic.DO: "what a mention can change",
    Topic.WHY: "the cause",
}
_ANSWERS: Mapping[Topic, Callable[[Known], Told]] = {
    Topic.CHANGED: _changed,
    Topic.OWNER: _owner,
    Topic.READ: _read,
    Topic.BEGAN: _began,
    Topic.NEXT: _next,
    Topic.DO: _do,
    Topic.WHY: _cause,
}
