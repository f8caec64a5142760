"""Whatever a cluster, an alert or a person says, a message keeps Slack's limits and its first line."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.agreement import Accord, Agreement
from bot.domain.answer import Answer, Sentence, Topic
from bot.domain.diagnosis import VerdictKind
from bot.domain.proposal import Outcome, ProposalState, Rehearsal
from bot.domain.snapshot import Gap, Read
from bot.domain.target import Subject, Target
from bot.gates.case import Verdict
from bot.render import history, views, whispers
from bot.render.actions import Pressed
from bot.render.answer import answer_message, answer_told
from bot.render.diagnosis import diagnosis_message
from bot.render.model import model_line, model_message
from bot.render.nearest import nearest
from bot.render.outcome import outcome_message
from bot.render.proposal import proposal_message
from bot.render.reminder import reminder_message
from bot.render.rendered import Rendered
from bot.render.status import status_message
from bot.render.target import target_message
from bot.render.verification import verification_message
from tests.render import render_factories as make
from tests.render.slack_limits import first_shown, legible, problems

NASTY = [
    "<!channel>",
    "`",
    "&",
    "<@U1>",
    "\n",
    "\x1b[31m",
    "\u202e",
    "On it, I own this.",
    "x" * 200,
    "*_~",
    "│",
]
WORDS = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=20)), max_size=30).map("".join)
LONG = st.one_of(WORDS, WORDS.map(lambda text: text * 300))
MANY = st.integers(0, 80)
ONCE = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def holds(said: Rendered) -> None:
    assert problems(said) == []
    first = said.text.splitlines()[0]
    assert first.startswith(("Nobody owns this incident as of ", "Owner: "))
    assert first_shown(said) == first
    assert not any(live in legible(said) for live in ("<!channel>", "<@U1>", "\x1b", "\u202e"))


def subject(text: str) -> Subject:
    return Subject(kind="Deployment", namespace=text, name=text)


@ONCE
@given(LONG, MANY)
def test_a_status_message_fits(text: str, many: int) -> None:
    one = make.incident(title=text, target=Target(cluster=text, namespace=text, service=text), source=text)
    reads = [Read(what=text, count=many)] * many
    gaps = [Gap(what=text, why=text)] * many
    levers = make.switch(*[make.stop(by=text, why=text)] * many)
    told = make.alert(name=text, quoted=text, labels={text: text})
    common: dict[str, Any] = {"now": make.NOW, "deployment": "d", "stage": text, "switch": levers}
    holds(status_message(one, alert=told, reads=reads, gaps=gaps, **common))
    holds(status_message(make.closed(cause=text, closed_by=text), alert=None, **common))
    holds(reminder_message(one, now=make.NOW, group=text, minutes_unowned=many, final=True, deployment="d"))
    holds(target_message(one, told, [text] * many, now=make.NOW, deployment="d"))


@ONCE
@given(LONG, MANY, st.sampled_from(Accord))
def test_what_the_model_says_fits(text: str, many: int, accord: Accord) -> None:
    ids = tuple(f"E{number}" for number in range(1, many + 1))
    one = make.hypothesis(
        statement=text,
        mechanism=text,
        subject=subject(text),
        cause=text,
        evidence=ids,
        against=ids,
        refuted_by=text,
        next_check=text,
        source="model",
    )
    found = make.diagnosis(
        hypotheses=(one, one, one),
        evidence=tuple(make.evidence(number + 1, text) for number in range(many)),
        gaps=tuple(Gap(what=text, why=text) for _ in range(many)),
    )
    how = make.outcome(release=text, model=text, digest=text, why=text, unbacked=many, withheld=many)
    agreed = Agreement(accord=accord)
    told: dict[str, Any] = {"diagnosis_id": 8, "now": make.NOW, "deployment": "d"}
    holds(model_message(make.incident(), found, found, agreed, how, **told))
    holds(diagnosis_message(make.incident(), found, model=model_line(how), **told))


@ONCE
@given(LONG, MANY, st.sampled_from(Topic), st.booleans())
def test_an_answer_fits(text: str, many: int, topic: Topic, exact: bool) -> None:
    seen = tuple(make.evidence(number + 1, text, ref=text) for number in range(many))
    one = make.hypothesis(statement=text, cause=text, subject=subject(text), next_check=text)
    found = make.diagnosis(
        hypotheses=(one,) * 3,
        evidence=(make.evidence(quote=text), *seen),
        gaps=(Gap(what=text, why=text),) * many,
    )
    known = make.known(diagnosis=found, changes=seen)
    told = nearest(topic, known, exact=exact, suspects=(text[:40] or "db", "db"))
    holds(answer_message(make.incident(), text, told, small=["Source: `rules 0.1.0`."], now=make.NOW))
    said = Answer(
        sentences=(Sentence(text=text, evidence=("E1",) * many),) * 6, evidence=seen, unanswered=text
    )
    holds(answer_message(make.owned(), text, answer_told(said), small=[], now=make.NOW))


@ONCE
@given(LONG, MANY, st.sampled_from(VerdictKind))
def test_a_diagnosis_fits(text: str, many: int, verdict: VerdictKind) -> None:
    ids = tuple(f"E{number}" for number in range(1, many + 1))
    one = make.hypothesis(
        statement=text,
        mechanism=text,
        subject=subject(text),
        cause=text,
        evidence=ids,
        against=ids[:3],
        refuted_by=text,
        next_check=text,
    )
    found = make.diagnosis(
        verdict=verdict,
        hypotheses=tuple(one.model_copy(update={"rank": rank}) for rank in range(1, 4)),
        evidence=tuple(make.evidence(number, text, ref=text, source=text) for number in range(1, many + 1)),
        gaps=(Gap(what=text, why=text),) * many,
        leftovers=(text,) * many,
        made_by=text,
    )
    steps = tuple(
        make.runbook().steps[0].model_copy(update={"title": text, "command": text}) for _ in range(9)
    )
    book = make.runbook(steps=steps)
    holds(diagnosis_message(make.owned(), found, diagnosis_id=1, now=make.NOW, deployment="d", runbook=book))
    assert problems(history.history_message([make.past(headline=text)] * many, title=text)) == []
    past = history.show_message(make.closed(title=text), found, (text,) * many, diagnosis_id=1, now=make.NOW)
    assert problems(past) == []


@ONCE
@given(LONG, MANY, st.sampled_from(ProposalState), st.sampled_from(Outcome))
def test_a_proposal_and_its_outcome_fit(text: str, many: int, state: ProposalState, outcome: Outcome) -> None:
    one = make.proposal(
        state=state,
        mitigation=make.proposal().mitigation.model_copy(update={"subject": subject(text)}),
        reason=text,
        undo=text,
        expect=text,
        kubectl=text,
        service=text,
        rehearsal=Rehearsal(ok=True, diff=text),
        decisions=(make.approved(reason=text, user_id=text), make.confirmed(reason=text)),
        ended_by=text,
        ended_why=text,
        requester=text,
    )
    verdicts = [Verdict(gate="rate", passed=None, reason=text)] * many
    holds(proposal_message(one, verdicts, make.incident(), now=make.NOW, deployment="d"))
    check = make.verification(ok=bool(many % 2), seen=text)
    attempt = make.execution(outcome, request=text, answer=text)
    found = [make.finding(seen=text, user_id=text)] * many
    holds(outcome_message(one, attempt, make.owned(), now=make.NOW, deployment="d", findings=found))
    holds(verification_message(one, check, make.owned(), now=make.NOW))
    pressed = Pressed(deployment=text, incident_id=text)
    for view in (views.confirm_view(one, pressed, text), views.deny_view(pressed), views.error_view(text)):
        assert problems(view) == []
    assert problems(whispers.already_decided(one)) == []
    assert problems(whispers.error_whisper(text)) == []
    assert problems(whispers.no_target([text] * many)) == []
