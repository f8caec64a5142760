"""One example of everything that Lookout says, by name: posts, whispers, views."""

from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Any

from bot.domain.agreement import Accord, Agreement
from bot.domain.alert import AlertState
from bot.domain.answer import Answer, Sentence, Topic
from bot.domain.diagnosis import VerdictKind
from bot.domain.drill import Drill, Drilled, DrillName
from bot.domain.freeze import Freezes
from bot.domain.incident import IncidentStatus
from bot.domain.inference import Inference
from bot.domain.ledger import Act
from bot.domain.people import Holder, Role
from bot.domain.preflight import Can, Pair
from bot.domain.proposal import DecisionRole, Outcome, ProposalState, Rehearsal
from bot.domain.snapshot import Gap
from bot.domain.stop import Lever
from bot.domain.target import Target
from bot.facts.by_hand import kubectl_for
from bot.gates.case import Verdict
from bot.render import asked as asked_about
from bot.render import frozen, history, request, views, whispers
from bot.render import mute as mutes
from bot.render.actions import Pressed, ViewId
from bot.render.admission import command_too_late, command_which, no_insider_rates
from bot.render.answer import Told, answer_message, answer_told
from bot.render.catch_up import catch_up_message
from bot.render.diagnosis import diagnosis_message
from bot.render.drill import drill_lines
from bot.render.escalation import UNKNOWN, UNVERIFIED, escalation_message
from bot.render.fallback import (
    FALLBACK_HOME,
    FALLBACK_POST,
    FALLBACK_STATUS,
    FALLBACK_UNKEPT,
    FALLBACK_VIEW,
    FALLBACK_WHISPER,
)
from bot.render.help import help_message, unknown_command
from bot.render.home import Seen, Waiting, home_view
from bot.render.inference import (
    inference_recorded,
    no_owner_of_actions,
    nothing_said,
    owner_without_action,
)
from bot.render.levers import UNKNOWN_RELEASE, lever_lifted, lever_pulled, unknown_scope
from bot.render.model import answer_line, model_line, model_message
from bot.render.nearest import NO_ANSWER, nearest
from bot.render.outcome import outcome_message
from bot.render.page import page_fault_message, page_fault_notice, page_line
from bot.render.pointer import pointer_message
from bot.render.postmortem import answers as about_postmortems
from bot.render.postmortem.message import postmortem_message
from bot.render.preflight import preflight_message, reader_line
from bot.render.proposal import proposal_message
from bot.render.quality import drift_message, quality_message
from bot.render.reminder import offer_message, reminder_message
from bot.render.rendered import Rendered, RenderedView
from bot.render.restored import restored_message
from bot.render.rota import duty_lines, no_pair_message, pair_line
from bot.render.silence import (
    answered_message,
    earlier_question,
    kept,
    lapsed_message,
    overtaken_message,
    question_message,
)
from bot.render.similar import similar_message
from bot.render.status import status_message
from bot.render.target import chosen_message, target_message
from bot.render.verification import verification_message
from bot.render.withheld import many_withheld_message, raw_message
from bot.reports.drills import stop_drilled
from bot.reports.likeness import Likeness
from bot.reports.past import PastIncident, Tried
from bot.reports.quality import quality_of
from bot.reports.replays import Replay
from bot.reports.verdicts import Verdicts
from tests import postmortems as incidents
from tests.every_mitigation import EVERY
from tests.render import render_factories as make
from tests.render.quota_said import lines as quota_lines
from tests.render.release_said import released
from tests.reports import quality_rows as rows
from tests.reports.test_reports_drift import every_drift

GROUP = "<!subteam^S0RESPOND>"
VERDICTS = (
    Verdict(gate="two humans", passed=False, reason="no commander decision yet"),
    Verdict(gate="stopped", passed=True, reason="The kill switch is not set for this change."),
    Verdict(gate="freeze", passed=None, reason="the freeze calendar cannot be read, so it counts as frozen"),
    Verdict(gate="blast radius", passed=True, reason="6 pods are within the limit of 10"),
)
TIMELINE = (
    "02:11 alert (alertmanager)",
    "02:14 diagnosis: verdict `fault`, cause `readiness-probe-port`",
    "02:16 <@U0NORA> took ownership (button)",
    "02:31 <@U0IVY> approved P-3 (button)",
    "02:32 handover offer: <@U0NORA> to <@U0IVY> (button)",
    "02:33 <@U0NORA> rejected P-3 (button): reason `the batch job still runs`",
    "02:34 attempt of P-3: outcome `done`",
    "02:35 check after P-3: expected state `shown`, seen `6 of 6 pods are ready`",
    "03:10 <@U0NORA> closed (button): cause `wrong port in the probe`",
)
_AT, _ON = make.NOW, make.DEPLOYMENT
_REPLAY = Replay(
    at=rows.NOW,
    maker="2026-11",
    is_model=True,
    cases=3,
    right=2,
    left=12,
    why="the budget of the day is used up",
)
_QUALITY = quality_of(rows.month(), since=rows.MONDAY, until=rows.NOW).model_copy(
    update={"replays": (_REPLAY,)}
)
_FROZEN = {"frozen": make.FROZEN, "pending": Freezes()}
_PAGE_LINE = page_line(
    {"way": "oncall", "by": "PagerDuty", "said": "PagerDuty answers 401"}, make.NOW, make.NOW
)


def statuses() -> dict[str, Rendered]:
    """The status message in its states."""
    quiet = make.incident(status=IncidentStatus.QUIET, quiet_since=make.minutes(26), alerts=3)
    common: dict[str, Any] = {"deployment": _ON, "reads": make.READS, "gaps": make.GAPS}
    return {
        "status new": status_message(make.incident(), now=_AT, deployment=_ON, alert=make.alert()),
        "status read": status_message(
            make.incident(),
            now=_AT,
            alert=make.alert(),
            stage="The snapshot is 3 s old.",
            diagnosed=True,
            **common,
        ),
        "status flapping": status_message(
            make.incident(),
            now=_AT,
            alert=make.alert(),
            recoveries=3,
            also=("prod/shop/cart", "PodsDown"),
            **common,
        ),
        "status quiet again": status_message(quiet, now=make.minutes(30), alert=None, recoveries=2, **common),
        "status owned": status_message(make.owned(), now=make.minutes(4), alert=None, **common),
        "status commanded": status_message(
            make.owned(commander=Holder(user_id=make.IVY, since=make.minutes(8), term=2), command_term=2),
            now=make.minutes(9),
            alert=None,
            **common,
        ),
        "status quiet": status_message(quiet, now=make.minutes(30), alert=None, **common),
        "status closed": status_message(make.closed(), now=make.minutes(60), alert=None, **common),
        "status blind": status_message(
            make.incident(source="grafana", target=None),
            now=_AT,
            alert=make.alert(source="grafana", state=AlertState.NO_DATA),
            **common,
        ),
        "status stopped": status_message(
            make.incident(),
            now=make.minutes(9),
            alert=None,
            switch=make.switch(make.stop()),
            **common,
        ),
        "status frozen": status_message(
            make.incident(),
            now=make.minutes(9),
            alert=None,
            switch=make.switch(make.stop(scope="release:triage-7"), make.stop(scope="service:other")),
            freezes=make.FROZEN,
            **common,
        ),
        "status unreadable switch": status_message(
            make.incident(), now=_AT, alert=None, switch=make.switch(readable=False), **common
        ),
    }


def diagnoses() -> dict[str, Rendered]:
    """The diagnosis in its three verdicts."""
    second = make.hypothesis(2, confidence=0.41, evidence=("E1", "E2"), against=("E3",), mechanism="")
    quotes = (
        make.evidence(1),
        make.evidence(2, "Back-off restarting failed container"),
        make.evidence(3, "ok"),
    )
    full = make.diagnosis(
        hypotheses=(make.hypothesis(), second), evidence=quotes, leftovers=("1 old restart",)
    )
    healthy = make.diagnosis(verdict=VerdictKind.HEALTHY, hypotheses=(), evidence=(), gaps=(), findings=0)
    unsure = make.diagnosis(verdict=VerdictKind.UNSURE, hypotheses=(), evidence=(), reads=())
    told: dict[str, Any] = {"diagnosis_id": 7, "now": _AT, "deployment": _ON}
    return {
        "diagnosis": diagnosis_message(make.incident(), full, runbook=make.runbook(), **told),
        "diagnosis with access": diagnosis_message(
            make.incident(), full, runbook=make.runbook(), access=make.ACCESS, **told
        ),
        "diagnosis owned": diagnosis_message(make.owned(), make.diagnosis(), **told),
        "diagnosis muted": diagnosis_message(
            make.incident(), full, mutes=[mutes.diagnosis_line(make.mute(), _AT, applies=True)], **told
        ),
        "diagnosis not muted": diagnosis_message(
            make.incident(), full, mutes=[mutes.diagnosis_line(make.mute(), _AT, applies=False)], **told
        ),
        "diagnosis healthy": diagnosis_message(make.incident(), healthy, **told),
        "diagnosis unsure": diagnosis_message(make.incident(), unsure, **told),
    }


def models() -> dict[str, Rendered]:
    """What the model says beside the rules, in every accord, and the rules' diagnosis once it ran."""
    rules = make.diagnosis()
    other = make.hypothesis(cause="bad-rollout", confidence=0.62, source="model", evidence=("E1", "E4"))
    further = make.hypothesis(2, cause="oom-killed", confidence=0.3, source="model", against=("E5",))
    model = make.diagnosis(
        hypotheses=(other, further),
        evidence=(make.evidence(), make.evidence(4), make.evidence(5, "Acknowledged. I own this.")),
        gaps=(Gap(what="metrics of shop/cart", why="missed by the model"),),
        made_by="model 2026-11",
    )
    empty = make.diagnosis(verdict=VerdictKind.UNSURE, hypotheses=(), evidence=(), gaps=())
    told: dict[str, Any] = {"diagnosis_id": 8, "now": _AT, "deployment": _ON}
    said = {
        f"model: {accord}": model_message(
            make.incident(),
            rules,
            empty if accord in {Accord.MODEL_UNSURE, Accord.MODEL_HEALTHY, Accord.NEITHER} else model,
            Agreement(accord=accord, further=(1, 2)),
            make.outcome(unbacked=2, withheld=1),
            **told,
        )
        for accord in Accord
    }
    run = {
        f"diagnosis and {name}": diagnosis_message(
            make.incident(), rules, diagnosis_id=7, now=_AT, deployment=_ON, model=model_line(outcome)
        )
        for name, outcome in make.OUTCOMES.items()
    }
    owned = model_message(make.owned(), rules, model, Agreement(accord=Accord.OTHER), make.outcome(), **told)
    nothing = model_message(make.owned(), empty, empty, Agreement(accord=Accord.SAME), make.outcome(), **told)
    return said | run | {"model owned": owned, "model same alone": nothing}


def answered() -> dict[str, Rendered]:
    """Answers to questions: of every topic by the rules, near ones, and the model's."""
    late = ["Source: `rules 0.1.0`.", answer_line(make.OUTCOMES["late"])]

    def say(told: Told, question: str = "why did it restart?", **of: Any) -> Rendered:
        where, small = of.get("incident", make.incident()), of.get("small", late)
        return answer_message(where, question, told, small=small, now=_AT)

    known = make.known()
    by_rules = {
        f"answer: {topic}": say(nearest(topic, known, suspects=("db", "readiness"))) for topic in Topic
    }
    near = {
        f"answer near: {topic}": say(
            nearest(topic, make.known(diagnosis=None, changes=None), exact=False, suspects=("db",))
        )
        for topic in Topic
    }
    model = Answer(
        sentences=(
            Sentence(text="The probe of shop/cart asks port 8081, where nothing listens.", evidence=("E1",)),
        ),
        evidence=(make.evidence(),),
        unanswered="Why the port was changed.",
    )
    return {
        **by_rules,
        **near,
        "answer owned": say(
            nearest(Topic.OWNER, make.known(incident=make.commanded())),
            "who owns this?",
            incident=make.commanded(),
        ),
        "answer of the model": say(
            answer_told(model),
            "on it, I own this. why?",
            small=[answer_line(make.outcome(unbacked=1, withheld=2))],
        ),
        "no answer": say(NO_ANSWER),
    }


def proposals() -> dict[str, Rendered]:
    """The proposal in all its states."""
    half = make.proposal(decisions=(make.approved(),), requester=make.NORA)
    by_hand: dict[str, Any] = {"ended_by": make.NORA, "ended_why": "the batch job still runs"}
    states = {
        "pending": make.proposal(),
        "half": half,
        "armed": make.both(),
        "executing": make.both(ProposalState.EXECUTING),
        "done": make.both(ProposalState.DONE),
        "failed": make.both(ProposalState.FAILED),
        "unknown": make.both(ProposalState.UNKNOWN),
        "rejected": make.proposal(state=ProposalState.REJECTED, **by_hand),
        "expired": make.proposal(state=ProposalState.EXPIRED),
        "withdrawn": make.proposal(state=ProposalState.WITHDRAWN, ended_why="the target changed"),
        "stopped": make.proposal(
            state=ProposalState.WITHDRAWN, ended_by=make.IVY, ended_why="a stop is in force"
        ),
        "frozen": make.proposal(override=make.OVERRIDE),
        "no dry run": make.proposal(rehearsal=Rehearsal(ok=False, diff="", reason="403 forbidden")),
    }
    states |= {one.action: make.proposal(mitigation=one, kubectl=kubectl_for(one)) for one in EVERY}
    return {
        f"proposal {name}": proposal_message(
            one,
            VERDICTS,
            make.owned() if index % 2 else make.incident(),
            now=make.minutes(18),
            deployment=_ON,
            ended_at=make.minutes(19) if name in {"rejected", "stopped"} else None,
            freezes=_FROZEN.get(name),
        )
        for index, (name, one) in enumerate(states.items())
    }


def outcomes() -> dict[str, Rendered]:
    """Each outcome, before and after the check."""
    checks = {"came true": make.verification(), "not so": make.verification(ok=False)}
    sent = {
        f"outcome {outcome.value}": outcome_message(
            make.both(), make.execution(outcome), make.owned(), now=make.minutes(20), deployment=_ON
        )
        for outcome in Outcome
    }
    found = outcome_message(
        make.both(),
        make.execution(Outcome.UNKNOWN),
        make.owned(),
        now=make.minutes(25),
        deployment=_ON,
        findings=(
            make.finding(),
            make.finding(is_in=False, seen="On it, I own this."),
            make.finding(seen=""),
        ),
    )
    return (
        sent
        | {"outcome unknown with findings": found}
        | {
            f"verification {name}": verification_message(
                make.both(), check, make.owned(), now=make.minutes(20)
            )
            for name, check in checks.items()
        }
    )


def other_posts() -> dict[str, Rendered]:
    """Reminders and the question for a target."""
    told: dict[str, Any] = {"now": make.minutes(10), "deployment": _ON, "minutes_unowned": 10}
    return {
        "reminder": reminder_message(make.incident(), group="", final=False, **told),
        "escalation": reminder_message(make.incident(), group=GROUP, final=False, **told),
        "restored": restored_message(make.incident(), taken_at=make.minutes(-90), now=make.NOW),
        "restored owned": restored_message(make.owned(), taken_at=make.minutes(-3000), now=make.NOW),
        "last reminder": reminder_message(make.incident(), group=GROUP, final=True, **told),
        "reminder overtaken": reminder_message(make.owned(), group=GROUP, final=True, **told),
        "escalation unknown": escalation_message(
            make.owned(), make.both(), why=UNKNOWN, group=GROUP, now=make.minutes(20)
        ),
        "escalation unverified": escalation_message(
            make.incident(), make.both(), why=UNVERIFIED, group="", now=make.minutes(20)
        ),
        "page fault": page_fault_message(make.incident(), [_PAGE_LINE], "oncall", now=make.minutes(20)),
        "escalation question to the owner": question_message(
            make.owned(), heard=make.minutes(3), until=make.minutes(45), now=make.minutes(30), deployment=_ON
        ),
        "question answered": answered_message(make.owned(), heard=make.minutes(31), now=make.minutes(31)),
        "question overtaken": overtaken_message(make.incident(), now=make.minutes(31)),
        "lapse": lapsed_message(
            make.incident(), heard=make.minutes(3), reached=True, now=make.minutes(45), deployment=_ON
        ),
        "lapse unasked": lapsed_message(
            make.incident(), heard=make.minutes(3), reached=False, now=make.minutes(60), deployment=_ON
        ),
        "offer": offer_message(make.owned(), to=make.IVY, now=make.minutes(9), deployment=_ON),
        "target chosen": chosen_message(
            make.incident(), ("cart", "search"), now=make.NOW, deployment="lookout"
        ),
        "target": target_message(
            make.incident(target=None), make.alert(), ("cart", "search"), now=_AT, deployment=_ON
        ),
        "pointer": pointer_message(make.incident(), "https://x.slack.com/archives/C1/p1?a=1&b=2", now=_AT),
        "pointer owned": pointer_message(make.owned(), "", now=make.minutes(9)),
        "target without services": target_message(
            make.incident(target=None), None, (), now=_AT, deployment=_ON
        ),
    }


def answers() -> dict[str, Rendered]:
    """Whispers and answers to commands."""
    rejected = make.proposal(state=ProposalState.REJECTED, ended_by=make.NORA)
    commanded = make.incident(commander=Holder(user_id=make.IVY, since=make.minutes(8), term=1))
    return {
        "withheld lines": raw_message(
            make.diagnosis(evidence=(make.evidence(quote="Acknowledged. I own this."),)), diagnosis_id=7
        ),
        "withheld lines, none": raw_message(make.diagnosis(), diagnosis_id=7),
        "earlier question": earlier_question(),
        "ownership kept": kept(make.owned(), make.minutes(31)),
        "page fault notice": page_fault_notice(_PAGE_LINE, "oncall"),
        "many withheld": many_withheld_message(5, 1),
        "quality": quality_message(_QUALITY, now=rows.NOW),
        "quality, nothing": quality_message(_QUALITY.model_copy(update={"tallies": ()}), now=rows.NOW),
        **{f"drift, {one.key}": drift_message(one) for one in every_drift()},
        "not commander": whispers.not_entitled(Role.COMMANDER, "approve P-3"),
        "not responder": whispers.not_entitled(Role.RESPONDER, "own an incident"),
        "not owner": whispers.not_entitled(DecisionRole.OWNER, "confirm P-3"),
        "not something": whispers.not_entitled("auditor", "read the ledger"),
        "already approved": whispers.already_decided(make.proposal(), make.approved()),
        "already confirmed": whispers.already_decided(make.proposal(), make.confirmed(reason="the old port")),
        "already decided": whispers.already_decided(make.both()),
        "already rejected": whispers.already_decided(rejected),
        "already expired": whispers.already_decided(make.proposal(state=ProposalState.EXPIRED)),
        "recorded": whispers.recorded(make.proposal(decisions=(make.approved(),))),
        "stale message": whispers.stale_message(),
        "reason needed": whispers.reason_needed(),
        "only owner": whispers.only_owner(make.owned(), make.proposal()),
        "only owner, and there is none": whispers.only_owner(make.incident(), make.proposal()),
        "not owner of it": whispers.not_owner(make.owned()),
        "owned by other": whispers.owned_by_other(make.owned()),
        "cannot receive": whispers.cannot_receive(make.IVY),
        "cannot receive nobody": whispers.cannot_receive(""),
        "offered": whispers.offered(make.owned(), make.IVY),
        "other commander": whispers.other_commander(commanded),
        "no commander": whispers.other_commander(make.incident()),
        "closed": whispers.closed(make.closed()),
        "queued": whispers.triage_queued(make.incident()),
        "question queued": whispers.question_queued(make.incident()),
        "rated": whispers.rated(Verdicts(right=2, wrong=1, causes=("dns-failure", "a bad cable"))),
        "not rated": no_insider_rates(),
        "command of which": command_which((make.incident(), make.incident(number=13))),
        "command too late": command_too_late(make.closed()),
        "expired click": whispers.expired_click(make.proposal()),
        "foreign": whispers.foreign_button(),
        "stale": whispers.stale_digest(),
        "same human": whispers.same_human(),
        "requester": whispers.requester_cannot(),
        "stopped": whispers.stopped(make.stop()),
        "stopped by nobody known": whispers.stopped(make.stop(by="", why="")),
        "step requested": request.step_requested(make.incident(), "undo"),
        "no such step": request.no_such_step("explode", ("undo", "restart"), "bad-rollout"),
        "no step named": request.no_such_step("", ("undo",), "bad-rollout"),
        "no change in the runbook": request.no_such_step("undo", (), "node-lost"),
        "no runbook to request from": request.no_such_step("undo", (), ""),
        "step not proposed": request.step_not_proposed(
            "undo", "Deployment shop/cart does not exist any more."
        ),
        "no thread to request in": request.not_in_thread(),
        "no role to request with": request.only_roles(),
        "unknown incident": whispers.unknown_incident(),
        "closed incident": whispers.incident_closed(make.closed()),
        "ownership": whispers.ownership_changed(make.owned(), make.minutes(3)),
        "ownership gone": whispers.ownership_changed(make.incident(), make.minutes(3)),
        "hint": whispers.hint_on_it(make.incident(), _ON),
        "error": whispers.error_whisper("The store did not answer within 2 s, so nothing was recorded."),
        "lever pulled": lever_pulled(make.stop()),
        "lever of the model pulled": lever_pulled(make.stop(scope="model")),
        "lever of a release pulled": lever_pulled(
            make.stop(scope="release:2026-11"), warning=UNKNOWN_RELEASE
        ),
        "lever pulled without a reason": lever_pulled(make.stop(why="")),
        "lever lifted": lever_lifted("mitigation", changed=True),
        "lever was not pulled": lever_lifted("mitigation", changed=False),
        "unknown scope": unknown_scope(("everything", "model")),
        "target stands": whispers.target_stands(make.incident()),
        "hidden incident": asked_about.hidden_incident(make.incident()),
        "no target": whispers.no_target(("cart", "search")),
        "no target at all": whispers.no_target(()),
        "history": history.history_message(
            (make.past(), make.past(13, permalink="")), title="Diagnoses of cart"
        ),
        "no history": history.history_message((), title="Diagnoses of cart since 2026-11-13"),
        "show": history.show_message(
            make.closed(), make.diagnosis(), TIMELINE, diagnosis_id=7, now=make.minutes(90)
        ),
        "help": help_message(),
        "unknown command": unknown_command("hstory", ("history",)),
        "unknown command far off": unknown_command("<!channel>", ()),
        "fleet": history.fleet_status_message(
            (make.incident(), make.owned(target=None)),
            make.switch(make.stop()),
            mutes=(make.mute(),),
            now=make.minutes(9),
        ),
        "quiet fleet": history.fleet_status_message((), make.switch(), now=_AT),
        **{
            name: history.fleet_status_message((), make.switch(), model=line, now=_AT)
            for name, line in quota_lines().items()
        },
        "blind fleet": history.fleet_status_message((), make.switch(readable=False), now=_AT),
        "fallback whisper": FALLBACK_WHISPER,
    }


def asked() -> dict[str, Rendered]:
    """Answers to mentions: what is not known, what was so far, what was like it."""
    target = Target(cluster="prod", namespace="shop", service="cart")
    search = Target(cluster="prod", namespace="shop", service="search")
    alike = Likeness(
        score=9.0, causes=("readiness-probe-port",), service="cart", namespace="shop", evidence=2
    )
    rated = make.past(verdicts=Verdicts(right=2, partly=1, causes=("dns-failure",)))
    tried = (
        Tried(number=3, mitigation=make.proposal().mitigation, outcome="done", helped=True),
        Tried(number=4, mitigation=make.proposal().mitigation, outcome="failed"),
        Tried(number=5, mitigation=make.proposal().mitigation, outcome="done", helped=False),
    )
    past = (
        PastIncident(line=rated, likeness=alike, ending="wrong port in the probe", tried=tried),
        PastIncident(line=make.past(13), likeness=Likeness(score=3.0, namespace="shop"), is_open=True),
        PastIncident(line=make.past(14), likeness=Likeness(score=1.0, evidence=2), is_open=True),
        PastIncident(line=make.past(14, permalink="")),
    )
    return {
        "unknown name": asked_about.unknown_name("chekout", ("checkout", "cart"), ("cart",)),
        "unknown name far off": asked_about.unknown_name("<!channel>", (), ("cart", "search")),
        "unknown name without services": asked_about.unknown_name("x", (), ()),
        "unknown cluster": asked_about.unknown_place("cluster", "prodd", "", ("prod",)),
        "unknown namespace": asked_about.unknown_place("namespace", "shopp", "prod", ("shop",)),
        "unknown workload": asked_about.unknown_place("Deployment", "crt", "prod/shop", ()),
        "closed thread": asked_about.closed_thread(make.closed()),
        "about another": asked_about.about_another(make.incident(target=target), search),
        "similar": similar_message(past, about="I-12"),
        "nothing similar": similar_message((), about="these words"),
        **caught_up(),
        **muted(),
        **frozen_over(),
        **levers_outside(),
        **preflights(),
        **released(),
        **postmortems(),
    }


def caught_up() -> dict[str, Rendered]:
    """`catch me up` at several times."""
    gaps = (Gap(what="events", why="403", reason="not allowed"),)
    full: dict[str, Any] = {
        "diagnosis": make.diagnosis(hypotheses=(make.hypothesis(), make.hypothesis(2)), gaps=gaps),
        "diagnosis_id": 7,
        "proposals": (
            make.proposal(),
            make.proposal(number=4, decisions=(make.approved(),)),
            make.both(),
            make.both(ProposalState.UNKNOWN),
        ),
        "switch": make.switch(make.stop()),
        "reminder_at": make.minutes(20),
        "now": make.minutes(12),
    }
    none: dict[str, Any] = {"diagnosis": None, "diagnosis_id": 0, "proposals": (), "reminder_at": None}
    healthy = make.diagnosis(verdict=VerdictKind.HEALTHY, hypotheses=(), evidence=(), gaps=(), findings=0)
    quiet = make.incident(status=IncidentStatus.QUIET, quiet_since=make.minutes(26), target=None)
    return {
        "caught up": catch_up_message(make.incident(), make.ROWS, **full),
        "caught up owned": catch_up_message(make.owned(), make.ROWS, **{**full, "diagnosis": healthy}),
        "caught up at once": catch_up_message(make.incident(), (), switch=make.switch(), now=_AT, **none),
        "caught up quiet": catch_up_message(quiet, (), switch=make.switch(), now=make.minutes(30), **none),
        "caught up closed": catch_up_message(
            make.closed(),
            make.ROWS * 3,
            **{**full, "proposals": (), "reminder_at": None, "now": make.minutes(90)},
        ),
    }


def muted() -> dict[str, Rendered]:
    """What is said of mutes."""
    one = make.mute()
    local = one.until.astimezone(timezone(timedelta(hours=1)))
    return {
        "mute": mutes.mute_recorded(one, local, "Europe/Stockholm", replaced=False),
        "mute in place": mutes.mute_recorded(one, local, "<!here>", replaced=True),
        "unmute": mutes.mute_lifted(one.cause, one.service, changed=True),
        "unmute nothing": mutes.mute_lifted("On it, I own this.", "x", changed=False),
        "mutes": mutes.mutes_in_force((one, make.mute(why="")), now=_AT),
        "many mutes": mutes.mutes_in_force((one,) * 25, now=_AT),
        "no mutes": mutes.mutes_in_force((), now=_AT),
        "mute usage": mutes.mute_usage(),
        "mute problem": mutes.mute_usage("That time has passed already."),
        "unknown cause": mutes.unknown_to_mute("cause", "oomkilled", ("oom-killed",)),
        "unknown service": mutes.unknown_to_mute("service", "x", ()),
    }


def frozen_over() -> dict[str, Rendered]:
    """What is said of freezes."""
    one = make.freeze()
    local = make.minutes(120).astimezone(timezone(timedelta(hours=1)))
    return {
        "freeze": frozen.freeze_recorded(one, local, "Europe/Stockholm", replaced=False),
        "freeze in place": frozen.freeze_recorded(one, local, "<!here>", replaced=True),
        "unfreeze": frozen.freeze_lifted(one.scope, changed=True, left=(), now=_AT),
        "unfreeze elsewhere": frozen.freeze_lifted("all", changed=False, left=make.FROZEN.windows, now=_AT),
        "freezes": frozen.freezes_in_force(make.FROZEN, _AT),
        "many freezes": frozen.freezes_in_force(Freezes(windows=(one,) * 9), _AT),
        "no freezes": frozen.freezes_in_force(Freezes(), _AT),
        "freeze usage": frozen.freeze_usage(),
        "freeze problem": frozen.freeze_usage("That time has passed already."),
        "freeze of nothing": frozen.unnamed_scope("service:crt", ("cart",)),
        "freeze of nothing near": frozen.unnamed_scope("cluster:<!here>", ()),
        "frozen click": frozen.frozen_click((one,), _AT),
        "frozen click twice": frozen.frozen_click((one, one), _AT),
        "override refused": frozen.override_refused(),
    }


def _lines(last: Mapping[DrillName, Drilled]) -> str:
    return "\n".join(drill_lines(last, _AT))


def levers_outside() -> dict[str, Rendered]:
    """Levers that no command lifts, a switch that says nothing, and drills."""
    file = make.stop(lever=Lever.FILE, place="/run/lookout/stop", by="")
    drill = Drill(
        at=make.minutes(-60 * 24 * 15),
        rounds=3,
        processes=2,
        canaries=6,
        effects=80,
        p50=0.01,
        p95=0.2,
        worst=1.5,
        noticed=1.6,
    )
    came = {
        DrillName.STOP: stop_drilled(drill),
        DrillName.FALLBACK: Drilled(
            name=DrillName.FALLBACK,
            at=_AT,
            passed=True,
            said="bad-rollout: readiness-probe-port of Deployment shop/checkout after 1.3 s, the model withheld; "
            "the last live diagnosis by the rules was 3 h ago",
        ),
        DrillName.ESCALATION: Drilled(
            name=DrillName.ESCALATION,
            at=make.minutes(-60 * 24 * 15),
            passed=False,
            said="pager: PagerDuty refuses the page (403)",
        ),
        DrillName.RESTORE: Drilled(
            name=DrillName.RESTORE,
            at=_AT,
            passed=True,
            said="18 rows in 1 chains (0.1 MB), 0.7 s for the backup and 0.3 s for the restore",
        ),
    }
    young = stop_drilled(drill.model_copy(update={"at": _AT, "worst": 0.1}))
    silent = make.switch(file, file.model_copy(update={"place": ""}), readable=False)
    silent = silent.model_copy(
        update={"unread": ("ConfigMap x/y of cluster prod cannot be read (On it <!here>)",)}
    )
    many = make.switch(*(make.stop(scope=f"service:{one}") for one in range(25)))
    return {
        "stopped by a file": whispers.stopped(file),
        "stopped by a ConfigMap": whispers.stopped(
            make.stop(lever=Lever.CONFIGMAP, place="lookout/lookout-stop")
        ),
        "fleet silent": history.fleet_status_message(
            (), silent, freezes=make.FROZEN, drill=_lines(came), now=_AT
        ),
        "fleet of many stops": history.fleet_status_message((), many, drill=_lines({}), now=_AT),
        "fleet drilled": history.fleet_status_message(
            (),
            make.switch(),
            drill=_lines({DrillName.STOP: young}),
            now=_AT,
        ),
    }


def preflights() -> dict[str, Rendered]:
    """What is said of rotas and of access."""
    pair = Pair(can=Can.NO, why="nobody on call is in the commanders group")
    common: dict[str, Any] = {"reader": make.NORA, "names": {make.NORA: "Nora", make.IVY: "Ivy"}, "now": _AT}
    return {
        "preflight": preflight_message(
            make.STEP_ROWS, (make.link(),), make.DUTIES, pair, checked_at=_AT, queued=False, **common
        ),
        "no preflight": preflight_message((), (), (), None, checked_at=None, queued=True, **common),
        "no pair": no_pair_message(pair, now=_AT),
    }


def postmortems() -> dict[str, Rendered]:
    """The postmortem, open, complete and empty, and the answers around it."""
    infer, end = (
        make.row(Act.INFERENCE, 80, make.NORA, **incidents.INFERENCE),
        make.row(Act.POSTMORTEM, 86, make.NORA),
    )
    bare = incidents.found(rows=(), incident=make.incident(target=None), diagnoses={}, proposals=(), taken=0)
    unowned = make.row(Act.INFERENCE, 81, make.NORA, action="On it <!here>", truth="I own this")
    named = make.row(Act.INFERENCE, 82, make.NORA, action="Alert on the probe", owner="U0EMIL")
    states = {
        "open": incidents.found(),
        "filled in": incidents.found(infer, unowned, named),
        "ready": incidents.found(infer),
        "complete": incidents.found(infer, end),
        "complete by a shell": incidents.found(infer, end.model_copy(update={"actor": "shell:nora"})),
        "empty": bare,
        "of a snapshot without either": incidents.found(snapshots=(incidents.snapshot(replicasets=()),)),
        "crowded": incidents.crowded(),
    }
    said = {
        f"postmortem {name}": postmortem_message(one, TIMELINE, incidents.NAMES, deployment=_ON)
        for name, one in states.items()
    }
    row = states["filled in"].inference
    return said | {
        "postmortem of many rows": postmortem_message(states["open"], TIMELINE * 9, {}, deployment=_ON),
        "postmortem usage": about_postmortems.postmortem_usage("On it <!here>"),
        "postmortem usage, nothing typed": about_postmortems.postmortem_usage(""),
        "no postmortem": about_postmortems.no_postmortem(12),
        "postmortem not complete": about_postmortems.close_refused(states["open"]),
        "postmortem complete already": about_postmortems.close_stands(states["complete"]),
        "postmortem is complete now": about_postmortems.close_recorded(12),
        "inference saved": inference_recorded(make.closed(), row),
        "inference saved and whole": inference_recorded(make.closed(), states["ready"].inference),
        "inference not said": nothing_said(),
        "inference without action": owner_without_action(),
        "inference owner": no_owner_of_actions("U0EMIL"),
    }


def modals() -> dict[str, RenderedView]:
    """Every view."""
    what = make.proposal()
    pressed = Pressed(
        deployment=_ON, incident_id="inc-1", channel="C0INCIDENTS", message_ts="1763604841.000200"
    )
    key = pressed.model_copy(update={"proposal_id": what.id, "digest": what.digest})
    return {
        "take": views.take_view(pressed),
        "handover": views.handover_view(pressed),
        "close": views.close_view(pressed),
        "confirm": views.confirm_view(what, key, "14 of 16 pass"),
        "approve": views.approve_view(what, key),
        "approve frozen": views.approve_view(what, key, (make.freeze(),), _AT),
        "approve tier 2 frozen": views.approve_view(make.proposal(tier=2), key, make.FROZEN.windows[:1]),
        "approve frozen twice": views.approve_view(what, key, make.FROZEN.windows, _AT),
        "confirm overridden": views.confirm_view(make.proposal(override=make.OVERRIDE), key),
        "deny": views.deny_view(key),
        "refuse": views.refuse_view(key),
        "stop": views.stop_view(pressed),
        "partly": views.verdict_view(ViewId.PARTLY, pressed),
        "wrong": views.verdict_view(ViewId.WRONG, pressed),
        "inference": views.inference_view(pressed, Inference()),
        "inference again": views.inference_view(
            pressed, incidents.found(make.row(Act.INFERENCE, 80, make.NORA, **incidents.INFERENCE)).inference
        ),
        "is in": views.finding_view(ViewId.IS_IN, key),
        "is not in": views.finding_view(ViewId.IS_NOT_IN, key),
        "error": views.error_view("The proposal expired at 02:41."),
        "fallback": FALLBACK_VIEW,
        **homes(),
    }


def homes() -> dict[str, RenderedView]:
    """App Home, with nothing and with too much."""
    address = "https://x.slack.com/archives/C1/p1?thread_ts=1&cid=C1"
    seen = [Seen(incident=make.incident(), address=address), Seen(incident=make.owned(target=None))]
    waiting = [Waiting(proposal=make.proposal(), role=role, address=address) for role in DecisionRole]
    now = make.minutes(12)
    return {
        "home": home_view(seen, waiting, make.switch(make.stop()), (make.mute(),), make.FROZEN, now=now),
        "home on call": home_view(
            seen,
            (),
            make.switch(),
            (),
            None,
            now=now,
            duty=[
                *duty_lines(make.DUTIES, now),
                *(pair_line(Pair(can=can, why="the rota shop cannot be read")) for can in Can),
                reader_line(make.STEP_ROWS, now, now),
            ],
            model=quota_lines()["quota"],
            drills=drill_lines({}, _AT),
        ),
        "home of others": home_view(
            seen,
            [one.model_copy(update={"role": None}) for one in waiting],
            make.switch(),
            (),
            None,
            now=now,
        ),
        "home of nothing": home_view((), (), make.switch(), (), Freezes(), now=now),
        "home of much": home_view(
            seen * 40,
            [*(waiting * 40), *(one.model_copy(update={"role": None}) for one in waiting * 40)],
            make.switch(readable=False),
            (),
            Freezes(windows=(make.freeze(),) * 9),
            now=now,
        ),
        "home fallback": FALLBACK_HOME,
    }


def posts() -> dict[str, Rendered]:
    """Whatever stands in the thread for all to read."""
    fallbacks = {
        "fallback status": FALLBACK_STATUS,
        "fallback post": FALLBACK_POST,
        "unkept": FALLBACK_UNKEPT,
    }
    told = models() | answered()
    return statuses() | diagnoses() | told | proposals() | outcomes() | other_posts() | fallbacks


POSTS, ANSWERS, VIEWS = posts(), answers() | asked(), modals()
