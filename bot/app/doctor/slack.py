"""The doctor's questions to Slack, in the order of what needs what: the bot token first, then all the rest at once."""

import asyncio

import aiohttp

from bot.adapters.slack.checks import people, places, tokens
from bot.adapters.slack.client import make_client
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.socket import admit
from bot.app.doctor.clocks import compared
from bot.app.doctor.questions import Questions, passed_over
from bot.app.workspace import roles
from bot.domain.check import Check, ok
from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.triage.ports.clock import Clock
from bot.voice.payload import Screened

BY_TOKEN = ("app token", "scopes", "clock")
BY_CONFIGURATION = ("channel", "role", "escalation", "bot on-call")
NO_TOKEN = "the bot token does not work"  # noqa: S105 - a sentence


async def slack(questions: Questions, told: Environment, config: Config | None, clock: Clock) -> list[Check]:
    """Every line about Slack. `config` None: only what the environment is enough for."""
    if not told.slack_bot_token.get_secret_value():
        return [passed_over("bot token", "LOOKOUT_SLACK_BOT_TOKEN is not set")]
    async with aiohttp.ClientSession() as session:
        token = told.slack_bot_token.get_secret_value()
        web = make_client(told.slack_api_url, token, session, timeout=questions.seconds)
        egress = Egress(web, session, _never_noted)
        accounts: list[tokens.Account] = []

        async def bot_token() -> Check:
            accounts.append(await tokens.account(egress))
            return tokens.bot_token(accounts[0])

        first = await questions.ask("bot token", bot_token(), vital=True)
        if not accounts:
            return [*first, *(passed_over(name, NO_TOKEN) for name in (*BY_TOKEN, *BY_CONFIGURATION))]
        (me,) = accounts
        asked = [_app_token(questions, told, egress, me)]
        if config is not None:
            asked += [_channels(questions, config, egress), _people(questions, config, egress, me)]
        by_app, *others = await asyncio.gather(*asked)
        time = compared("clock", "Slack's", me.date, clock.now())
        return [*first, *by_app, *tokens.scopes(me), time, *(line for lines in others for line in lines)]


async def _app_token(
    questions: Questions, told: Environment, egress: Egress, me: tokens.Account
) -> tuple[Check, ...]:
    token = told.slack_app_token.get_secret_value()
    if not token and told.slack_signing_secret.get_secret_value():
        return (ok("app token", "not needed: Slack calls Lookout over HTTP"),)
    if not token:
        return (passed_over("app token", "LOOKOUT_SLACK_APP_TOKEN is not set"),)
    async with aiohttp.ClientSession() as session:
        web = make_client(told.slack_api_url, None, session, timeout=questions.seconds)
        return await questions.ask("app token", tokens.app_token(admit(web, token), token, egress, me))


async def _channels(questions: Questions, config: Config, egress: Egress) -> tuple[Check, ...]:
    wanted = [places.Place(id=one.id, name=one.name, alerts=one.alerts) for one in config.channels]
    return await questions.ask("channel", places.channels(egress, wanted))


async def _people(
    questions: Questions, config: Config, egress: Egress, me: tokens.Account
) -> tuple[Check, ...]:
    """One after the other, so that nobody is looked up twice."""
    known, own = people.People(egress, me.team_id), config.bot_oncall
    changes = any(one.actor is not None for one in config.clusters.values())
    return (
        *await questions.ask("role", people.roles(known, roles(config), changes=changes)),
        *await questions.ask("escalation", people.escalation(known, config.escalation.group or "")),
        *await questions.ask("bot on-call", people.bot_oncall(known, own.users, own.rota or "")),
    )


async def _never_noted(method: str, judged: Screened) -> None:
    """The doctor says nothing in Slack, so nothing of it is ever withheld."""
