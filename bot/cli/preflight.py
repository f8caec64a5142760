"""`lookout preflight`: each person of the rotas and each step of the runbooks: yes, no or unknown, and why.

It needs no Slack, no record and no running Lookout: it reads the rotas anew and asks the clusters itself.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import typer

from bot import logs
from bot.adapters.clock import SystemClock
from bot.adapters.runbooks import load
from bot.app import GROUPS, RUNBOOKS
from bot.app.preflight import once
from bot.cli.say import COULD_NOT_RUN, refuse, sentences
from bot.detectors.catalogue import CAUSES
from bot.domain.preflight import Can, LinkAnswer, by_question
from bot.domain.rota import Duty, Shift
from bot.domain.runbook import Runbook
from bot.redaction import redact
from bot.render.report import visible
from bot.reports.preflight import StepRow, rows
from bot.settings.config import Config
from bot.settings.environment import read_environment
from bot.settings.read import read_config
from bot.triage.preflight.plan import places_of
from bot.triage.preflight.seen import Kept, names_of

FORMATS = ("text", "json")
ONE_RUN = b"one run of the command"
ORDER = (Can.NO, Can.UNKNOWN, Can.YES)


def main(output: str) -> None:
    """0: everything is answered by yes; 1: a step or a link by no; 2: something is unknown, or it could not run."""
    if output not in FORMATS:
        raise refuse(f"there is no format {output!r}; the formats are {', '.join(FORMATS)}")
    logs.configure("error", "console", str)
    with sentences():
        environment = read_environment()
        config = read_config(environment.config)
        _worth_asking(config)
        library = load(config.runbooks or RUNBOOKS, causes=CAUSES, groups=GROUPS)
        asked = once(
            config,
            environment.pagerduty_token,
            library.runbooks,
            SystemClock(),
            within=config.limits.preflight_seconds,
        )
        found = asyncio.run(asked)
    table = table_of(config, found, library.runbooks)
    names = names_of(config.people, config.identities, found.duties)
    if output == "json":
        print(_clean(json.dumps(as_json(found, table, names), ensure_ascii=False, indent=1)))
    else:
        print(_clean("\n".join(as_text(found, table, names))))
    raise typer.Exit(code(found, table))


def _worth_asking(config: Config) -> None:
    """Without a rota there is nobody to ask about."""
    if not config.rotas:
        raise refuse(
            "the configuration has no rotas, so there is nobody to ask about; "
            "deploy/lookout.example.yaml shows rotas and identities"
        )


def table_of(config: Config, found: Kept, runbooks: Sequence[Runbook]) -> list[StepRow]:
    """Every person of every rota with every step, what is refused first."""
    targets = {name: config.target(name) for name in config.services}
    services = {name: target for name, target in targets.items() if target is not None}
    people = dict.fromkeys(one for duty in found.duties for one in duty.people)
    answers = by_question(found.sheets)
    every = [
        row for who in people for row in rows(who, places_of(who, services, found.duties), runbooks, answers)
    ]
    return sorted(every, key=lambda row: ORDER.index(row.can))


def code(found: Kept, table: Sequence[StepRow]) -> int:
    """The exit code; what is unknown is not fine."""
    answers = {row.can for row in table} | {link.can for link in found.links}
    strangers = any(not shift.user_id for duty in found.duties for shift in duty.shifts)
    unread = any(duty.problem for duty in found.duties)
    if Can.NO in answers:
        return 1
    return COULD_NOT_RUN if Can.UNKNOWN in answers or unread or strangers or not table else 0


def as_text(found: Kept, table: Sequence[StepRow], names: dict[str, str]) -> list[str]:
    """The rotas, then a line for each person and step, then the links that do not answer, then a sum."""
    called = [names.get(row.who, row.who) for row in table]
    width = max(map(len, called), default=0)
    steps = max((len(f"{row.runbook}/{row.step}") for row in table), default=0)
    lines = [_duty(one, found, names) for one in found.duties]
    for row, who in zip(table, called, strict=True):
        step = f"{row.runbook}/{row.step}".ljust(steps if row.why else 0)
        lines.append(f"{row.can.value:<8}{visible(who).ljust(width)}  {step}  {visible(row.why)}".rstrip())
    lines += [_link(link) for link in found.links]
    if found.links:
        lines.append("whether a given person can open a link is unknown: it is asked without a sign-in")
    return [*lines, _sum(found, table)]


def as_json(found: Kept, table: Sequence[StepRow], names: dict[str, str]) -> dict[str, Any]:
    """`{"at", "rotas", "steps": [{"who", "name", "runbook", "step", "can", "why"}], "links", "summary"}`."""
    return {
        "at": found.now.isoformat(),
        "rotas": [duty.model_dump(mode="json") for duty in found.duties],
        "steps": [{**row.model_dump(mode="json"), "name": names.get(row.who, row.who)} for row in table],
        "links": [link.model_dump(mode="json") for link in found.links],
        "summary": {
            "steps": _counted(row.can for row in table),
            "links": _counted(one.can for one in found.links),
        },
    }


def _duty(duty: Duty, found: Kept, names: dict[str, str]) -> str:
    if duty.problem:
        why = f"it cannot be read, so who is on call is unknown: {visible(duty.problem)}"
        return f"unknown rota {visible(duty.rota)}: {why}"
    now = "; ".join(_shift(one, names) for one in duty.on_call(found.now))
    after = ", ".join(_called(one, names) for one in duty.next(found.now))
    return f"rota {visible(duty.rota)}: {now or 'nobody is on call'}{f'; next: {after}' if after else ''}"


def _shift(shift: Shift, names: dict[str, str]) -> str:
    until = f" until {shift.ends_at:%Y-%m-%d %H:%M} UTC" if shift.ends_at else ""
    stranger = "" if shift.user_id else " (no account is configured for that name)"
    return f"{_called(shift, names)}{stranger}{until}"


def _called(shift: Shift, names: dict[str, str]) -> str:
    return visible(shift.name or names.get(shift.user_id, shift.user_id))


def _link(link: LinkAnswer) -> str:
    return f"{link.can.value:<8}link {visible(link.url)} of {', '.join(link.runbooks)}: {visible(link.why)}"


def _sum(found: Kept, table: Sequence[StepRow]) -> str:
    people = len({row.who for row in table})
    steps, links = _counted(row.can for row in table), _counted(one.can for one in found.links)
    said = ", ".join(f"{steps[one.value]} {one.value}" for one in Can)
    return f"{people} people, {len(table)} steps: {said}; {len(found.links)} links: " + ", ".join(
        f"{links[one.value]} {one.value}" for one in Can
    )


def _counted(answers: Any) -> dict[str, int]:
    counted = Counter(one.value for one in answers)
    return {one.value: counted[one.value] for one in Can}


def _clean(text: str) -> str:
    """Without what looks like a secret: a reason may quote what an outside system said."""
    return redact(text, ONE_RUN)
