"""`lookout rerun --release`: the record, the configuration and the provider joined for one run at a shell."""

import getpass
from contextlib import AsyncExitStack
from typing import NamedTuple

from bot.adapters.clock import SystemClock
from bot.adapters.stopfile import StopFile
from bot.adapters.store.store import SqlStore
from bot.app import VERSION, runbooks_of
from bot.app.clusters import where_stops_are
from bot.app.levers import levers_of
from bot.app.model import KEY, model_of
from bot.app.releases import releases_of
from bot.domain.diagnosis import Diagnosis
from bot.domain.errors import PermanentError
from bot.domain.release import Release, Releases
from bot.domain.spending import DOLLAR
from bot.settings.config import Config
from bot.settings.environment import Environment, read_environment
from bot.settings.error import SettingsError, unknown
from bot.settings.policy import policy_of
from bot.settings.read import read_config
from bot.triage.again import rules_of
from bot.triage.model.rerun import Shell, rerun
from bot.triage.model.terms import Run
from bot.triage.ports.store import PastDiagnosis
from bot.triage.remote import Remote


class Asked(NamedTuple):
    """What came of it: how it went in one line, and the hypotheses before (`then` says whose) and after."""

    past: PastDiagnosis
    how: str
    then: str
    before: Diagnosis
    after: Diagnosis | None


async def ask_again(number: int, name: str) -> Asked:
    """Put the snapshot of a diagnosis to the model under the release of that name.

    Raises:
        SettingsError: there is no key, no such release, or the settings are not in order.
        OutsideError: there is no such diagnosis, or the record cannot be used.
    """
    environment = read_environment()
    environment.require("redaction_key")
    config = read_config(environment.config)
    release = _release(releases_of(config), name)
    async with AsyncExitStack() as opened:
        store = await SqlStore.open(environment.database_url, SystemClock(), retention=config.retention.noun)
        opened.push_async_callback(store.close)
        shell = await _shell(config, environment, store, opened)
        async with store.read() as tx:
            past = await rules_of(tx, number)
            refined = await tx.diagnoses.refinements(past.id)
        key = environment.redaction_key.get_secret_value().encode()
        run, found = await rerun(shell, past, release, key=key, runbooks=runbooks_of(config))
    before = refined[0].diagnosis if refined else past.diagnosis
    return Asked(past, _how(run, release), before.made_by, before, found.diagnosis if found else None)


async def _shell(config: Config, environment: Environment, store: SqlStore, opened: AsyncExitStack) -> Shell:
    model = model_of(config, environment, store.clock, opened)
    if model is None:
        raise PermanentError(f"no model can be asked: {KEY} is not set, or model.enabled is off")
    return Shell(
        store=store,
        clock=store.clock,
        model=model,
        policy=policy_of(config, {}, VERSION),
        worker=f"shell:{getpass.getuser()}",
        lever=StopFile(environment.stop_file),
        remote=Remote(levers_of(config, await where_stops_are(config, opened))),
    )


def _release(releases: Releases, name: str) -> Release:
    found = releases.named(name)
    if found is None:
        raise SettingsError([f"--release: {unknown('release', name, [one.name for one in releases.known])}"])
    return found


def _how(run: Run, release: Release) -> str:
    ended = run.ended.value if run.ended is not None else run.why
    cost = run.cost / DOLLAR
    return f"by release {release}: {ended}, {run.calls} reads, {run.seconds:.1f} s, ${cost:.2f}"
