"""The diagnosis: ranked hypotheses with their quotes, or "nothing wrong found", or "not enough evidence".

Then what was read, what was not, and how the diagnosis was made. A new reply each
time, since edits notify nobody.
"""

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime
from string import Template

from bot.domain.diagnosis import Diagnosis, Hypothesis, VerdictKind
from bot.domain.incident import Incident
from bot.domain.runbook import Runbook
from bot.render.access import Access, access_line
from bot.render.actions import ActionId, pack
from bot.render.blocks import Block, actions, button, context, divider, message, preformatted, section
from bot.render.evidence import quoted_block, quoted_text, withheld
from bot.render.owner import post_line
from bot.render.rendered import Rendered
from bot.render.status import progress_line
from bot.render.words import clock, code, command, count, listed, name, prose

_SHOWN, _QUOTES, _CHECKS = 3, 3, 6


def diagnosis_message(
    incident: Incident,
    diagnosis: Diagnosis,
    *,
    diagnosis_id: int,
    now: datetime,
    deployment: str,
    runbook: Runbook | None = None,
    mutes: Sequence[str] = (),
    access: Access | None = None,
) -> Rendered:
    """The diagnosis as a message; `runbook` lends its observe steps as checks, `mutes` are lines of `render.mute`.

    `access` tells, beside each step, who of those on call can run it.
    """
    first, second = post_line(incident, now), headline(diagnosis)
    hypotheses = diagnosis.hypotheses[:_SHOWN]
    body = [block for one in _fresh(hypotheses) for block in _hypothesis(diagnosis, *one, now)]
    tail = [
        section(*_reads(diagnosis)),
        *_answers(diagnosis),
        *_checks(runbook, incident, hypotheses[:1], access),
        _small_print(diagnosis, now, zone="UTC" not in first),
    ]
    tail.append(
        _feedback(pack(deployment, incident.id, diagnosis_id=diagnosis_id), raw=bool(withheld(diagnosis)))
    )
    summary = [_ranked(one) for one in hypotheses[1:]]
    head = section(first, f"*{second}*", *mutes)
    return message([first, second, *mutes, *summary], [head], body, tail)


def headline(diagnosis: Diagnosis) -> str:
    """The diagnosis in one line."""
    if diagnosis.verdict is VerdictKind.HEALTHY:
        return "Nothing wrong found in what was read; the incident stays open."
    if diagnosis.verdict is VerdictKind.FAULT and diagnosis.hypotheses:
        return _ranked(diagnosis.hypotheses[0])
    gaps = len(diagnosis.gaps)
    return f"Not enough evidence: {count(gaps, 'read')} gave nothing." if gaps else "Not enough evidence."


def _ranked(one: Hypothesis) -> str:
    return f"Hypothesis {one.rank} ({one.confidence:.2f}): {prose(one.statement, 400)}"


def _fresh(hypotheses: Sequence[Hypothesis]) -> Iterator[tuple[Hypothesis, list[str]]]:
    """Each hypothesis with the evidence ids that none before it has quoted."""
    seen: set[str] = set()
    for one in hypotheses:
        new = [item for item in dict.fromkeys((*one.evidence, *one.against)) if item not in seen]
        seen.update(new[:_QUOTES])
        yield one, new


def _hypothesis(diagnosis: Diagnosis, one: Hypothesis, new: list[str], now: datetime) -> Iterator[Block]:
    against = ", ".join(one.against[:8]) if one.against else "nothing in what was read"
    cause = f"cause code: {code(one.cause, 60)}; source: {name(one.source, 20)}"
    later = one is not diagnosis.hypotheses[0]  # the first one's statement is the headline already
    lines = [
        *([f"*{_ranked(one)}*"] if later else []),
        f"Subject: {code(str(one.subject), 160)}; {cause}",
        *([f"Mechanism: {prose(one.mechanism)}"] if one.mechanism else []),
        f"Evidence for: {', '.join(one.evidence[:8]) or 'none'}. Evidence against: {against}.",
        f"What would refute it: {prose(one.refuted_by, 400)}",
        f"Next check: {code(one.next_check, 400)}",
    ]
    if later:
        yield divider()
    yield section(*lines)
    known = {item.id: item for item in diagnosis.evidence}
    yield from (quoted_block(known[item], now) for item in new[:_QUOTES] if item in known)
    if left := new[_QUOTES:]:
        yield context(f"Not quoted here: {', '.join(left[:20])}.")


def _reads(diagnosis: Diagnosis) -> list[str]:
    lines = [progress_line(diagnosis.reads, diagnosis.gaps) or "Nothing was read."]
    if diagnosis.leftovers:
        left = [prose(item, 200) for item in diagnosis.leftovers]
        lines.append(f"Harmless facts, not ranked: {listed(left, 5, 'fact')}")
    if hidden := withheld(diagnosis):
        where = listed([f"{item} ({name(ref, 90)})" for item, ref in hidden], 5, "source")
        lines.append(f"Evidence lines withheld, since they read like a person's statement: in {where}.")
    return lines


def _answers(diagnosis: Diagnosis) -> list[Block]:
    """What the other side said to reads that gave nothing, in its own words: quoted, each once."""
    words = dict.fromkeys(gap.why for gap in diagnosis.gaps if gap.reason)
    return (
        [quoted_text("What came back for what was not read", "\n".join(words), max_lines=4)] if words else []
    )


def _checks(
    runbook: Runbook | None, incident: Incident, best: Sequence[Hypothesis], access: Access | None
) -> list[Block]:
    steps = [step for step in runbook.steps if step.tool == "observe"] if runbook else []
    if runbook is None or not steps:
        return []
    known = _variables(incident, best)
    lines: list[str] = []
    for step in steps[:_CHECKS]:
        said = access_line(access, step) if access is not None else ""
        lines += [f"# {prose(step.title, 160)}", *([f"# {said}"] if said else [])]
        lines.append(command(Template(step.command).safe_substitute(known)))
    return [preformatted(f"Checks from runbook {name(runbook.id, 60)} version {runbook.version}", lines)]


def _variables(incident: Incident, best: Sequence[Hypothesis]) -> dict[str, str]:
    """What a runbook's commands call the subject; quoted, so that a name can only be a name to a shell."""
    service = incident.target.service if incident.target else ""
    known = {"service": service}
    for one in best:
        known |= {
            "namespace": one.subject.namespace,
            "kind": one.subject.kind.lower(),
            "name": one.subject.name,
        }
    return {key: shlex.quote(value) for key, value in known.items() if value}


def _small_print(diagnosis: Diagnosis, now: datetime, *, zone: bool) -> Block:
    seconds = f"{diagnosis.duration_ms / 1000:.1f} s"
    taken = clock(diagnosis.taken_at, now, zone=zone)
    return context(f"Source: {code(diagnosis.made_by, 80)}; snapshot of {taken}; duration {seconds}.")


def _feedback(value: str, *, raw: bool) -> Block:
    return actions(
        button("Right", ActionId.RIGHT, value),
        button("Partly", ActionId.PARTLY, value),
        button("Wrong", ActionId.WRONG, value),
        *([button("Show withheld lines", ActionId.RAW, value)] if raw else []),
    )
