"""The doctor: everything that Lookout needs, looked at without a running Lookout and without changing anything.

Each question is asked near its adapter (`checks` there) and has a deadline of its own; all are asked at once, so a
cluster that hangs delays no other line. What comes next is how the lines are printed (`bot.cli.doctor`).
"""

import asyncio

from bot.adapters import stopfile
from bot.adapters.prompts import FILES
from bot.adapters.prompts.checks import prompts
from bot.adapters.runbooks import load
from bot.adapters.runbooks.checks import runbooks
from bot.adapters.store.checks import database
from bot.adapters.store.drills import drills
from bot.app import GROUPS, RUNBOOKS, people_of
from bot.app.doctor.cluster import cluster
from bot.app.doctor.levers import outside
from bot.app.doctor.model import model
from bot.app.doctor.paging import paging
from bot.app.doctor.questions import Questions, passed_over
from bot.app.doctor.rotas import rotas
from bot.app.doctor.settings import configuration, environment, files, secrets
from bot.app.doctor.slack import slack
from bot.app.releases import shelf_of
from bot.detectors.catalogue import CAUSES
from bot.domain.check import Check, fail
from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.settings.error import SettingsError
from bot.triage.ports.clock import Clock

NAMES = (
    "environment", "configuration", "secret files",
    "bot token", "app token", "scopes", "clock", "channel", "role", "two people", "escalation", "page", "bot on-call",
    "rota",
    "cluster", "cluster clock", "reader", "reader limits", "preflight", "actor", "actor limits", "opt-in", "nodes",
    "service",
    "database", "schema", "stops", "integrity", "disk", "drill", "stop file", "stop ConfigMap", "freezes", "runbook",
    "prompts", "model",
)  # fmt: skip
"""What a line can be about; deploy/TROUBLESHOOTING.md has a row for each."""

NO_ENVIRONMENT = "the environment cannot be read"
NO_CONFIGURATION = "the configuration cannot be read"


async def examine(clock: Clock, *, seconds: float = 10.0) -> tuple[Check, ...]:
    """Every line, in a fixed order; each question has so many `seconds`."""
    questions = Questions(seconds)
    told, checks = environment()
    if told is None:
        return (
            *checks,
            passed_over("configuration", NO_ENVIRONMENT),
            passed_over("bot token", NO_ENVIRONMENT),
        )
    config, more = configuration(told.config)
    checks = [*secrets(config, told), *files(config)]
    clusters = () if config is None else config.clusters.items()
    asked = [
        slack(questions, told, config, clock),
        *([paging(questions, config, told)] if config is not None else ()),
        *([rotas(questions, config, told, clock)] if config is not None else ()),
        *(cluster(questions, name, one, config, clock) for name, one in clusters if config is not None),
        questions.ask("database", _database(told, questions)),
        questions.ask("drill", asyncio.to_thread(drills, told.database_url, clock.now())),
        outside(questions, config, clock),
        questions.ask("stop file", asyncio.to_thread(stopfile.check, told.stop_file)),
        questions.ask("runbook", asyncio.to_thread(_runbooks, config, clock)),
        questions.ask("prompts", asyncio.to_thread(_prompts, config)),
        *([model(questions, config, told, clock)] if config is not None else ()),
    ]
    if config is None:
        more = [*more, passed_over("cluster", NO_CONFIGURATION)]
    return (*checks, *more, *(line for lines in await asyncio.gather(*asked) for line in lines))


async def _database(told: Environment, questions: Questions) -> list[Check]:
    # A little less than the question has, so that the thread ends by itself and its other answers are heard.
    return await asyncio.to_thread(database, told.database_url, within=questions.seconds * 0.8)


def _runbooks(config: Config | None, clock: Clock) -> list[Check]:
    folder = RUNBOOKS if config is None else config.runbooks or RUNBOOKS
    people = frozenset[str]() if config is None else people_of(config)
    library = load(folder, causes=CAUSES, groups=GROUPS, people=people)
    return runbooks(library, CAUSES, clock.now().date())


def _prompts(config: Config | None) -> list[Check]:
    folder = FILES if config is None else config.model.prompts or FILES
    try:
        return prompts(shelf_of(folder, config))
    except SettingsError as problem:
        return [fail("prompts", problem.problems[0], "name one of them, or none for the newest")]
