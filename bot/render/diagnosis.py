"""The diagnosis: ranked hypotheses with their quotes, or "nothing wrong found", or "not enough evidence".

Then what was read, what was not, and how the diagnosis was made. A new reply each
time, since edits notify nobody.
"""

import shlex
from collections.abc import Sequence
from datetime import datetime
from string import Template

from bot.domain.diagnosis import Diagnosis, Hypothesis, VerdictKind
from bot.domain.incident import Incident
from bot.domain.runbook import Runbook
from bot.render.access import Access, access_line
from bot.render.actions import pack
from bot.render.blocks import Block, context, message, preformatted, section
from bot.render.evidence import quoted_text, withheld
from bot.render.hypothesis import feedback, fresh, hypothesis_blocks, ranked
from bot.render.owner import post_line
from bot.render.rendered import Rendered
from bot.render.status import progress_line
from bot.render.words import clock, code, command, count, listed, name, prose

_SHOWN, _CHECKS = 3, 6


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
    model: str = "",
) -> Rendered:
    """The diagnosis as a message; `runbook` lends its observe steps as checks, `mutes` are lines of `render.mute`.

    `access` tells, beside each step, who of those on call can run it; `model` is the line of `render.model` on how the
    model's run went, once it has.
    """
    first, second = post_line(incident, now), headline(diagnosis)
    hypotheses = diagnosis.hypotheses[:_SHOWN]
    body = [
        block
        for one, new in fresh(hypotheses)
        for block in hypothesis_blocks(diagnosis, one, new, now, told=one is hypotheses[0])
    ]
    tail = [
        section(*_reads(diagnosis)),
        *_answers(diagnosis),
        *_checks(runbook, incident, hypotheses[:1], access),
        _small_print(diagnosis, now, zone="UTC" not in first, model=model),
        feedback(pack(deployment, incident.id, diagnosis_id=diagnosis_id), raw=bool(withheld(diagnosis))),
    ]
    summary = [ranked(one) for one in hypotheses[1:]]
    head = section(first, f"*{second}*", *mutes)
    return message([first, second, *mutes, *summary], [head], body, tail)


def headline(diagnosis: Diagnosis) -> str:
    """The diagnosis in one line."""
    if diagnosis.verdict is VerdictKind.HEALTHY:
        return "Nothing wrong found in what was read; the incident stays open."
    if diagnosis.verdict is VerdictKind.FAULT and diagnosis.hypotheses:
        return ranked(diagnosis.hypotheses[0])
    gaps = len(diagnosis.gaps)
    return f"Not enough evidence: {count(gaps, 'read')} gave nothing." if gaps else "Not enough evidence."


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


def _small_print(diagnosis: Diagnosis, now: datetime, *, zone: bool, model: str) -> Block:
    seconds = f"{diagnosis.duration_ms / 1000:.1f} s"
    taken = clock(diagnosis.taken_at, now, zone=zone)
    made = f"Source: {code(diagnosis.made_by, 80)}; snapshot of {taken}; duration {seconds}."
    return context(made, *([model] if model else []))
