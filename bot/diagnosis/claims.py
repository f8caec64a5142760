"""Claims: what a model concluded, as data, and what of it stands.

The model is a witness under oath. Its answer is a form (`CLAIMS_SCHEMA`); code holds every citation against the text
that was stored (`citing`), every sentence against the guard (`wording`) and every number against what such numbers were
worth (`calibration`). A hypothesis without one citation that holds is dropped and counted, never shown with a caveat;
so is one that rests on a runbook or a past incident alone, which are no proof of what is wrong now.
"""

import math
import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import Field

from bot.detectors.catalogue import CAUSES
from bot.diagnosis.agreement import alike, speaks
from bot.diagnosis.calibration import PRIOR, Table, calibrated
from bot.diagnosis.citing import Citation, Cited, cited, exhibited, is_read, tells_of_now
from bot.diagnosis.missed import missed
from bot.diagnosis.next_check import next_check
from bot.diagnosis.schema import claims_schema
from bot.diagnosis.wording import STATEMENT, command, said, unread, unsayable, words
from bot.domain.agreement import Accord
from bot.domain.diagnosis import Diagnosis, Evidence, Hypothesis, VerdictKind
from bot.domain.noun import Noun
from bot.domain.snapshot import Gap, Read
from bot.domain.target import Subject
from bot.facts.raw import dig, items, mapping

CLAIMS_SCHEMA: dict[str, Any] = claims_schema(CAUSES)
"""The form of an answer to "what is wrong?", as JSON Schema."""
MOST = 3
OTHER = "other"
NOT_SEEN = 0.5
"""What is left of the confidence of a hypothesis whose subject was not seen in what was read."""
UNSEEN = "Subject not seen in what was read."
_LOOKED_AT = 12
_OF_A_POD = r"(?:-[a-z0-9]{8,10})?(?:-(?:[a-z0-9]{5}|\d{1,4}))?"
_KIND = re.compile(r"[A-Za-z][A-Za-z0-9]{0,62}")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.:-]{0,251}[a-z0-9])?")


class Claimed(NamedTuple):
    """One hypothesis of an answer as it stands, with what it cites for and against."""

    hypothesis: Hypothesis
    support: Cited
    counter: Cited


class Checked(Noun):
    """What stands of an answer.

    `evidence` is what the hypotheses cite, of long texts the cited lines; `citations` are the spans by the rank of
    their hypothesis. `unbacked` counts hypotheses that cite nothing that was read, `withheld` those that may not be
    said; `dropped` has a reason for all that was left out, single citations too. `not_read` are the sources that
    the model missed.
    """

    verdict: VerdictKind
    hypotheses: tuple[Hypothesis, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    citations: dict[int, tuple[Citation, ...]] = Field(default_factory=dict)
    unbacked: int = 0
    withheld: int = 0
    dropped: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()


def check_claims(
    answer: dict[str, Any],
    evidence: Sequence[Evidence],
    *,
    rules: Diagnosis | None = None,
    causes: Collection[str] = CAUSES,
    table: Table = PRIOR,
) -> Checked:
    """What of an answer is backed by this evidence; any object is an answer, of which nothing may stand.

    `rules` is the rules' diagnosis: their subjects and reads count as seen, and confidence is said by how a hypothesis
    stands to them.
    """
    standing: list[Claimed] = []
    unbacked, withheld, dropped = 0, 0, list[str]()
    for place, raw in enumerate(items(answer, "hypotheses")[:_LOOKED_AT], start=1):
        if len(standing) == MOST:
            dropped.append(f"hypothesis {place}: more than {MOST}")
            continue
        claimed = _claimed(raw, len(standing) + 1, evidence, causes)
        why, backed = _refusal(claimed, evidence, rules.reads if rules else ())
        dropped += [
            f"hypothesis {place}: {one}"
            for one in (why, *claimed.support.refused, *claimed.counter.refused)
            if one
        ]
        unbacked += bool(why) and not backed
        withheld += bool(why) and backed
        if not why:
            standing.append(claimed)
    citations = {one.hypothesis.rank: (*one.support.found, *one.counter.found) for one in standing}
    return Checked(
        verdict=_verdict(answer, evidence, standing=bool(standing)),
        hypotheses=tuple(_said(standing, evidence, rules, table)),
        evidence=exhibited((one for found in citations.values() for one in found), evidence),
        citations=citations,
        unbacked=unbacked,
        withheld=withheld,
        dropped=tuple(dropped),
        not_read=missed(answer),
    )


def refined(
    checked: Checked, rules: Diagnosis, *, made_by: str, taken_at: datetime, duration_ms: int = 0
) -> Diagnosis:
    """What stands as the model's own diagnosis beside the rules' one; `taken_at` is when its last read was."""
    return Diagnosis(
        verdict=checked.verdict,
        hypotheses=checked.hypotheses,
        evidence=checked.evidence,
        reads=rules.reads,
        gaps=tuple(Gap(what=one, why="missed by the model") for one in checked.not_read),
        findings=len(checked.hypotheses),
        taken_at=taken_at,
        duration_ms=duration_ms,
        made_by=made_by,
    )


def _claimed(
    raw: dict[str, Any], rank: int, evidence: Sequence[Evidence], causes: Collection[str]
) -> Claimed:
    support, counter = cited(raw, "evidence", evidence), cited(raw, "against", evidence)
    cause, about = words(raw, "cause"), mapping(raw, "subject")
    subject = Subject(
        kind=words(about, "kind"), namespace=words(about, "namespace"), name=words(about, "name")
    )
    mechanism, refuted_by = (_sayable(said(raw, key)) for key in ("mechanism", "refuted_by"))
    hypothesis = Hypothesis(
        rank=rank,
        cause=cause if cause in causes else OTHER,
        subject=subject,
        statement=said(raw, "statement", limit=STATEMENT),
        mechanism=mechanism,
        confidence=_number(dig(raw, "confidence")),
        evidence=support.ids,
        against=counter.ids,
        refuted_by=refuted_by or "The model names nothing that would refute it.",
        next_check=next_check(_sayable(command(raw, "next_check")), subject),
        source="model",
    )
    return Claimed(hypothesis, support, counter)


def _refusal(claimed: Claimed, evidence: Sequence[Evidence], reads: Sequence[Read]) -> tuple[str, bool]:
    """Why a hypothesis does not stand ("": it does), and whether what was read backs it all the same."""
    one = claimed.hypothesis
    if not claimed.support.found:
        return "cites nothing that was read", False
    if not any(tells_of_now(seen) for seen in evidence if seen.id in claimed.support.ids):
        return "cites only what was written of other incidents", False
    for sentence in (one.statement, one.mechanism):
        if what := unread(sentence, evidence, reads):
            return f"says that {what} were read, and none were", False
    if not one.statement:
        return "says nothing", True
    if not _is_object(one.subject):
        return "its subject is no name of an object", True
    rule = unsayable(one.statement)
    return (f"may not be said (rule {rule})", True) if rule else ("", True)


def _said(
    standing: Sequence[Claimed], evidence: Sequence[Evidence], rules: Diagnosis | None, table: Table
) -> Iterator[Hypothesis]:
    """Each with how sure it may be said; none is surer than the one above it."""
    most = 1.0
    for claimed in standing:
        one = claimed.hypothesis
        sure = calibrated(one.confidence, _accord(one, rules), claimed.support.backed, table)
        seen = _seen(one.subject, evidence, rules)
        most = min(most, sure if seen else round(sure * NOT_SEEN, 2))
        mechanism = one.mechanism if seen else f"{UNSEEN} {one.mechanism}".strip()
        yield one.model_copy(update={"confidence": most, "mechanism": mechanism})


def _accord(one: Hypothesis, rules: Diagnosis | None) -> Accord:
    """How one hypothesis stands to the rules' diagnosis: to the nearest of theirs."""
    if rules is None or not speaks(rules):
        healthy = rules is not None and rules.verdict is VerdictKind.HEALTHY
        return Accord.RULES_HEALTHY if healthy else Accord.RULES_UNSURE
    found = [alike(one, other) for other in rules.hypotheses]
    return next((near for near in (Accord.SAME, Accord.SUBJECT) if near in found), Accord.OTHER)


def _seen(subject: Subject, evidence: Sequence[Evidence], rules: Diagnosis | None) -> bool:
    """Whether some one piece of evidence names the object, with its namespace, or the rules do."""
    if rules is not None and subject in [one.subject for one in rules.hypotheses]:
        return True
    named = [
        re.compile(rf"(?<![\w.-]){re.escape(word)}{_OF_A_POD}(?![\w.-])")
        for word in (subject.name, subject.namespace)
        if word
    ]
    return any(all(name.search(f"{one.ref}\n{one.quote}") for name in named) for one in evidence)


def _verdict(answer: dict[str, Any], evidence: Sequence[Evidence], *, standing: bool) -> VerdictKind:
    """The model's verdict, unless its hypotheses or its reads say otherwise.

    "Healthy" is the verdict of one that named no fault, also none that was dropped, and has looked for itself.
    """
    word = words(answer, "verdict")
    wanted = VerdictKind(word) if word in list(VerdictKind) else VerdictKind.UNSURE
    if wanted is VerdictKind.HEALTHY and (dig(answer, "hypotheses") or not any(map(is_read, evidence))):
        return VerdictKind.UNSURE
    consistent = standing is (wanted is VerdictKind.FAULT)
    return wanted if consistent else VerdictKind.UNSURE


def _sayable(line: str) -> str:
    return "" if unsayable(line) else line


def _is_object(subject: Subject) -> bool:
    namespace = not subject.namespace or _NAME.fullmatch(subject.namespace) is not None
    return namespace and bool(_KIND.fullmatch(subject.kind) and _NAME.fullmatch(subject.name))


def _number(raw: Any) -> float:
    """A confidence in [0, 1]; what is no number is none."""
    if isinstance(raw, bool) or not isinstance(raw, int | float) or math.isnan(raw):
        return 0.0
    return float(max(0.0, min(1.0, raw)))
