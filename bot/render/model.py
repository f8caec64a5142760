"""What the model did: one line under the rules' diagnosis, and a reply of its own where it says something else.

The rules' message stands as it was posted, first and in its time. A disagreement is the second line of the reply,
before anything of the model's, so that a phone shows that there are two answers and not one.
"""

from datetime import datetime

from bot.domain.agreement import Accord, Agreement
from bot.domain.diagnosis import Diagnosis, Hypothesis
from bot.domain.incident import Incident
from bot.domain.model import ModelOutcome
from bot.domain.spending import DOLLAR
from bot.render.actions import pack
from bot.render.blocks import context, message, section
from bot.render.evidence import withheld
from bot.render.hypothesis import feedback, fresh, hypothesis_blocks, ranked
from bot.render.owner import post_line
from bot.render.rendered import Rendered
from bot.render.words import code, count, listed, name, prose, utc

TITLE = "Model's hypotheses beside the rules'"
_SHOWN, _GAPS = 3, 5
_CENT = DOLLAR // 100
_APART = "Rules and model disagree: "
_SAID = {
    Accord.SAME: "Rules and model name the same cause: {rules}; the model {model}.",
    Accord.SUBJECT: "Rules and model name one cause on different subjects: rules say {rules}, the model says {model}.",
    Accord.OTHER: _APART + "rules say {rules}, the model says {model}.",
    Accord.MODEL_UNSURE: _APART + "rules say {rules}, the model finds not enough evidence.",
    Accord.MODEL_HEALTHY: _APART + "rules say {rules}, the model finds nothing wrong in what was read.",
    Accord.RULES_UNSURE: "The rules find not enough evidence; the model says {model}.",
    Accord.RULES_HEALTHY: _APART + "rules find nothing wrong in what was read, the model says {model}.",
    Accord.NEITHER: "Neither the rules nor the model name a cause.",
}


def model_line(outcome: ModelOutcome) -> str:
    """How a run went, in one line for the small print of the rules' diagnosis."""
    sure = [f"{outcome.confidence:.2f}"] if outcome.confidence is not None else []
    return _line(outcome, _compared(outcome), *sure)


def answer_line(outcome: ModelOutcome) -> str:
    """How a question to the model went, in one line for the small print of the answer."""
    return _line(outcome)


def _line(outcome: ModelOutcome, *facts: str) -> str:
    if not outcome.answered:
        again = f"; open again at {_moment(outcome.back_at)}" if outcome.back_at else ""
        return f"Model: {prose(outcome.why, 200) or 'no answer'}{again}."
    release = f"release {code(outcome.release, 60)}, {code(outcome.model, 60)}, {code(outcome.digest, 20)}"
    spent = [count(outcome.calls, "read"), f"{outcome.seconds:.1f} s", money(outcome.cost)]
    said = f"Model ({release}): {', '.join([*facts, *spent])}."
    return " ".join([said, *dropped_lines(outcome.unbacked, outcome.withheld)])


def _compared(outcome: ModelOutcome) -> str:
    if outcome.same_cause is not None:
        return "same cause" if outcome.same_cause else "another cause"
    return "without a cause" if outcome.confidence is None else "rules without a cause"


def dropped_lines(unbacked: int, held: int) -> list[str]:
    """How many of the model's statements are not shown, and why."""
    lines = []
    if unbacked:
        they = "it cites" if unbacked == 1 else "they cite"
        lines.append(f"{count(unbacked, 'statement')} dropped: {they} nothing that was read.")
    if held:
        lines.append(f"{count(held, 'statement')} dropped by the language guard.")
    return lines


def money(micro: int) -> str:
    """`$0.04`, from micro-dollars."""
    return "under $0.01" if 0 < micro < _CENT else f"${micro / DOLLAR:,.2f}"


def model_message(
    incident: Incident,
    rules: Diagnosis,
    diagnosis: Diagnosis,
    agreement: Agreement,
    outcome: ModelOutcome,
    *,
    diagnosis_id: int,
    now: datetime,
    deployment: str,
) -> Rendered:
    """The model's `diagnosis` beside the rules' one; `diagnosis_id` is that of the model's."""
    first, second = post_line(incident, now), truth(rules, diagnosis, agreement)
    hypotheses = diagnosis.hypotheses[:_SHOWN]
    body = [
        block
        for one, new in fresh(hypotheses)
        for block in hypothesis_blocks(diagnosis, one, new, now, beside=_beside(one, agreement))
    ]
    value = pack(deployment, incident.id, diagnosis_id=diagnosis_id)
    tail = [context(*_missed(diagnosis), model_line(outcome)), feedback(value, raw=bool(withheld(diagnosis)))]
    head = section(first, f"*{second}*", f"{TITLE}:" if hypotheses else "The model names no hypothesis.")
    return message([first, second, *(ranked(one) for one in hypotheses)], [head], body, tail)


def truth(rules: Diagnosis, model: Diagnosis, agreement: Agreement) -> str:
    """Whether there are two answers or one, in one sentence with both."""
    said = {"rules": _cause(rules, agreement), "model": _cause(model, agreement)}
    if agreement.accord is Accord.SAME:
        more = len(agreement.further)
        said["model"] = f"adds {count(more, 'hypothesis', 'hypotheses')}" if more else "adds nothing"
    return _SAID[agreement.accord].format(**said)


def _cause(diagnosis: Diagnosis, agreement: Agreement) -> str:
    """The first cause with how sure, with its subject where that is the difference."""
    if not diagnosis.hypotheses:
        return "nothing"
    best = diagnosis.hypotheses[0]
    where = f" of {code(str(best.subject), 120)}" if agreement.accord is Accord.SUBJECT else ""
    return f"{code(best.cause, 60)}{where} ({best.confidence:.2f})"


def _beside(one: Hypothesis, agreement: Agreement) -> str:
    return "" if one.rank in agreement.further else "This one stands in the rules' diagnosis too."


def _missed(diagnosis: Diagnosis) -> list[str]:
    missed = [name(gap.what, 90) for gap in diagnosis.gaps]
    return [f"Not read, by the model's answer: {listed(missed, _GAPS, 'read')}."] if missed else []


def _moment(at: datetime) -> str:
    return utc(at).strftime("%H:%M UTC on %Y-%m-%d")
