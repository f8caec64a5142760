"""What a preflight asks by, made from the configuration: rotas, the access reviews of each cluster, and links.

And one preflight for the command line, without Slack and without a record.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.adapters.kubernetes.checks.people import PeopleReviews
from bot.adapters.kubernetes.connect import close, connect
from bot.adapters.links import HttpLinks
from bot.adapters.rota.calendar import Calendar
from bot.adapters.rota.configured import Configured
from bot.adapters.rota.known import People
from bot.adapters.rota.pagerduty import PagerDuty
from bot.app.clusters import way_of
from bot.domain.runbook import Runbook
from bot.domain.target import Target
from bot.settings.config import Config
from bot.settings.rota import Rota as Told
from bot.triage.ports.clock import Clock
from bot.triage.ports.preflight import Instruments, Reviews, Rota
from bot.triage.preflight.plan import plan
from bot.triage.preflight.rotas import read_duties
from bot.triage.preflight.seen import Kept
from bot.triage.preflight.survey import survey


async def instruments(config: Config, pagerduty: SecretStr, opened: AsyncExitStack) -> Instruments:
    """Everything by which a preflight of this configuration asks; closed with `opened`.

    Raises:
        PermanentError: a cluster's configuration cannot be used.
    """
    reviews: dict[str, Reviews] = {}
    for name, cluster in config.clusters.items() if config.identities else ():
        client = await connect(way_of(cluster.reader))
        opened.push_async_callback(close, client)
        reviews[name] = PeopleReviews(client, within=config.limits.read_seconds)
    links = HttpLinks(within=config.limits.read_seconds)
    opened.push_async_callback(links.close)
    return Instruments(rotas=rotas_of(config, pagerduty, opened), reviews=reviews, links=links)


def rotas_of(config: Config, pagerduty: SecretStr, opened: AsyncExitStack) -> list[Rota]:
    """The rotas of the configuration, by name; closed with `opened`."""
    return [_rota(name, told, config, pagerduty, opened) for name, told in sorted(config.rotas.items())]


async def once(
    config: Config, pagerduty: SecretStr, runbooks: Sequence[Runbook], clock: Clock, *, within: float
) -> Kept:
    """A whole preflight, `within` so many seconds for the asking; nothing is kept anywhere.

    Raises:
        PermanentError: a cluster's configuration cannot be used.
    """
    async with AsyncExitStack() as opened:
        tools = await instruments(config, pagerduty, opened)
        duties = await read_duties(tools.rotas, (), clock.now())
        targets = {name: config.target(name) for name in config.services}
        services = {name: target for name, target in targets.items() if isinstance(target, Target)}
        found = await survey(tools, plan(runbooks, services, config.identities, duties), clock, within=within)
        return Kept(duties=duties, sheets=found.sheets, links=found.links, now=clock.now())


def _rota(name: str, told: Told, config: Config, pagerduty: SecretStr, opened: AsyncExitStack) -> Rota:
    zone, people, within = ZoneInfo(told.zone), People(config.people), config.limits.rota_seconds
    if told.pagerduty is not None:
        schedule, url = told.pagerduty.schedule, told.pagerduty.url
        paging = PagerDuty(
            name, told.services, schedule, url=url, token=pagerduty, people=people, within=within
        )
        opened.push_async_callback(paging.close)
        return paging
    if told.calendar is not None:
        calendar = Calendar(
            name,
            told.services,
            url=told.calendar.url,
            url_file=told.calendar.url_file,
            zone=zone,
            people=people,
            within=within,
        )
        opened.push_async_callback(calendar.close)
        return calendar
    return Configured(
        name,
        told.services,
        users=told.users,
        weekly=told.weekly,
        turns=told.turns,
        zone=zone,
        people=config.people,
    )
