from datetime import timedelta

import pytest

from bot.domain.preflight import Answer, Can, LinkAnswer, Pair, Question, Sheet
from bot.domain.rota import Duty, Shift
from bot.domain.runbook import Step
from bot.render.access import Access, access_line
from bot.render.diagnosis import diagnosis_message
from bot.render.preflight import preflight_message
from bot.render.rendered import Rendered
from bot.render.rota import duty_lines, pair_line
from bot.reports.preflight import StepRow
from tests.render import render_factories as make
from tests.render.slack_limits import shown

HOUR = timedelta(hours=1)
NORA = Shift(user_id="U0NORA", name="Nora", starts_at=make.NOW - HOUR, ends_at=make.NOW + HOUR)
EMIL = Shift(user_id="U0EMIL", name="Emil")
STEP = Step(id="undo", title="Undo", tool="undo", tier=1, needs=("patch deployments",))
NAMES = {"U0NORA": "Nora", "U0EMIL": "Emil", "U0IVY": "Ivy"}


def duty(*shifts: Shift, rota: str = "shop", problem: str = "") -> Duty:
    read = {"read_at": make.NOW, "until": make.NOW + 8 * HOUR}
    return Duty(rota=rota, shifts=shifts, problem=problem, **read)


def access(*duties: Duty, at: timedelta = timedelta(0), **answers: Can) -> Access:
    """What is known in prod/shop; `answers` by account or group."""
    found = tuple(
        Answer(
            question=Question(
                who=who.replace("group_", "group:"),
                cluster="prod",
                namespace="shop",
                need="patch deployments",
            ),
            can=can,
            why="no answer" if can is Can.UNKNOWN else "",
            at=make.NOW,
            known_at=make.minutes(-90) if can is Can.UNKNOWN else make.NOW,
        )
        for who, can in answers.items()
    )
    sheet = Sheet(cluster="prod", namespace="shop", at=make.NOW - at, answers=found)
    return Access(cluster="prod", namespace="shop", duties=duties, sheets=(sheet,), names=NAMES, now=make.NOW)


@pytest.mark.parametrize(
    ("seen", "line"),
    [
        (access(), ""),
        (access(duty(NORA), U0NORA=Can.YES), "on call: Nora can run this"),
        (access(duty(NORA, EMIL), U0NORA=Can.YES, U0EMIL=Can.YES), "on call: Nora and Emil can run this"),
        (
            access(duty(NORA, EMIL), U0NORA=Can.NO, U0EMIL=Can.YES),
            "on call: Nora cannot run this (patch deployments); Emil can",
        ),
        (
            access(duty(NORA), U0NORA=Can.NO, U0IVY=Can.YES, U0EMIL=Can.NO, group_admins=Can.YES),
            "on call: Nora cannot run this (patch deployments); Ivy and group admins can",
        ),
        (
            access(duty(NORA), U0NORA=Can.NO, U0IVY=Can.UNKNOWN),
            "on call: Nora cannot run this (patch deployments); nobody else is known who can",
        ),
        (
            access(duty(NORA), U0NORA=Can.UNKNOWN),
            "on call: unknown for Nora: no answer, not checked since 00:44",
        ),
        (access(duty(NORA)), "on call: unknown for Nora: it was never asked, never checked"),
        (
            access(duty(NORA), at=37 * HOUR, U0NORA=Can.YES),
            "on call: unknown for Nora: the last preflight is old, not checked since 13:14 on 2026-11-18",
        ),
        (
            access(duty(Shift(name="Petra"))),
            "on call: unknown for Petra: no account is configured for that name, never checked",
        ),
        (access(duty()), "on call: nobody by any rota"),
        (access(duty(problem="no answer")), "on call: unknown, rota `shop` cannot be read"),
        (
            access(duty(NORA), duty(rota="night", problem="no answer"), U0NORA=Can.YES),
            "on call: Nora can run this; who else is unknown: rota `night` cannot be read",
        ),
    ],
)
def test_a_step_says_who_of_those_on_call_can_run_it(seen: Access, line: str) -> None:
    assert access_line(seen, STEP) == line


def test_a_place_that_no_preflight_asked_about_is_unknown() -> None:
    elsewhere = access(duty(NORA), U0NORA=Can.YES).model_copy(update={"namespace": "cart"})
    assert access_line(elsewhere, STEP) == (
        "on call: unknown for Nora: this namespace is in no preflight, never checked"
    )


def test_many_people_are_counted() -> None:
    people = [Shift(user_id=f"U{number}", name=f"Person {number}") for number in range(7)]
    able: dict[str, Can] = dict.fromkeys((one.user_id for one in people), Can.YES)
    said = access_line(access(duty(*people), **able), STEP)  # type: ignore[arg-type] # no account is called "at"
    assert said == "on call: Person 0, Person 1, Person 2, Person 3 and 3 others can run this"


def test_a_diagnosis_says_it_beside_each_check() -> None:
    book = make.runbook()
    seen = access(duty(NORA), U0NORA=Can.YES)
    said = diagnosis_message(
        make.incident(),
        make.diagnosis(),
        diagnosis_id=7,
        now=make.NOW,
        deployment="x",
        runbook=book,
        access=seen,
    )
    checks = [step for step in book.steps if step.tool == "observe"]
    assert shown(said).count("# on call: ") == len(checks) > 0


@pytest.mark.parametrize(
    ("one", "line"),
    [
        (duty(NORA, EMIL), "Rota `shop` as of 02:14: Nora until 03:14; Emil."),
        (
            duty(NORA, EMIL.model_copy(update={"starts_at": make.NOW + HOUR})),
            "Rota `shop` as of 02:14: Nora until 03:14. Next: Emil, from 03:14.",
        ),
        (duty(), "Rota `shop` as of 02:14: nobody is on call."),
        (
            duty(NORA, problem="PagerDuty answers 503"),
            (
                "Rota `shop`: unknown, since it cannot be read: PagerDuty answers 503. "
                "It said as of 02:14: Nora until 03:14."
            ),
        ),
        (Duty(rota="shop"), "Rota `shop`: unknown, since it cannot be read: it was read too long ago."),
        (duty(rota="<!channel> I own this"), "Rota `(name withheld)` as of 02:14: nobody is on call."),
    ],
)
def test_a_rota_in_one_line(one: Duty, line: str) -> None:
    assert duty_lines([one], make.NOW) == [line]


def test_a_pair_in_one_line() -> None:
    assert pair_line(Pair(can=Can.YES)) == "Two of those on call could approve and confirm a change."
    assert pair_line(Pair(can=Can.NO, why="nobody is on call")).endswith("a change: nobody is on call.")
    assert pair_line(Pair(can=Can.UNKNOWN, why="no answer")).startswith("Unknown whether two")


def told(rows: tuple[StepRow, ...] = (), links: tuple[LinkAnswer, ...] = ()) -> Rendered:
    return preflight_message(
        rows,
        links,
        [duty(NORA)],
        Pair(can=Can.YES),
        reader="U0NORA",
        names=NAMES,
        checked_at=make.NOW,
        queued=False,
        now=make.NOW,
    )


def row(who: str, can: Can, why: str = "", step: str = "undo") -> StepRow:
    return StepRow(who=who, runbook="bad-rollout", step=step, can=can, why=why)


def test_an_answer_begins_with_the_sum_and_has_the_readers_own() -> None:
    lines = told((row("U0NORA", Can.YES), row("U0NORA", Can.UNKNOWN, "no answer"))).text.splitlines()
    assert lines[0] == "Preflight of 02:14 UTC: 1 person, 2 steps, 0 refused, 1 unknown."
    assert "This reader can run 1 of 2 steps; 1 are unknown." in lines
    assert "Unknown for Nora, 1 step: no answer" in lines


def test_what_is_too_much_is_counted() -> None:
    many = tuple(row("U0EMIL", Can.NO, "list secrets", f"step-{number}") for number in range(20))
    gone = tuple(
        LinkAnswer(url=f"https://x.example/{number}", runbooks=("a",), can=Can.NO, why="404", at=make.NOW)
        for number in range(7)
    )
    text = told(many, gone).text
    assert "5 more steps not shown" in text
    assert "2 more links not shown" in text
    assert "Emil cannot run `bad-rollout/step-0`: list secrets" in text


def test_a_yes_that_is_none_for_some_kind_is_shown_and_others_are_not() -> None:
    why = "not for a StatefulSet: patch statefulsets in prod/shop"
    text = told((row("U0NORA", Can.YES), row("U0EMIL", Can.YES, why, "restart"))).text
    assert f"Emil can run `bad-rollout/restart`, {why}" in text.splitlines()
    assert "bad-rollout/undo" not in text
