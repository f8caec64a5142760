"""The doctor's lines about pages outside Slack: one for each way, and one that says so if there is none."""

import asyncio

from bot.adapters.paging import checks
from bot.app.doctor.questions import Questions
from bot.app.paging import routing_key, webhook_secrets
from bot.domain.check import Check, warn
from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.settings.paging import PagerDutyEvents, PagingWay

NONE = "no way outside Slack pages for an incident that nobody owns"


async def paging(questions: Questions, config: Config, told: Environment) -> list[Check]:
    """A line for each way of `paging`; a warning if an escalation has none."""
    lines = await asyncio.gather(
        *(_asked(questions, name, way, told) for name, way in sorted(config.paging.items()))
    )
    found = [line for each in lines for line in each]
    if not config.escalation.page.ways:
        found.append(
            warn(checks.NAME, NONE, "add one to paging, and to escalation.page.ways, in lookout.yaml")
        )
    return found


async def _asked(questions: Questions, name: str, way: PagingWay, told: Environment) -> tuple[Check, ...]:
    if way.webhook is not None:
        secrets = webhook_secrets(name, way.webhook, told)
        return await questions.ask(checks.NAME, checks.webhook(name, secrets, way.ca_file, way.proxy), name)
    events = way.pagerduty or PagerDutyEvents()
    key = routing_key(name, events, told)
    asked = checks.pagerduty(name, events.url, key, way.ca_file, way.proxy)
    return await questions.ask(checks.NAME, asked, name)
