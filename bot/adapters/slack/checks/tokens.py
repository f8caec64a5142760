"""The two tokens: whether Slack takes them, whether they are of one app, and what the app may do."""

import re
from collections.abc import Awaitable

from bot.adapters.slack.egress import Egress
from bot.adapters.slack.scopes import LOST, granted, unused
from bot.domain.check import Check, fail, ok, unknown
from bot.domain.noun import Noun

REINSTALL = "update the app from deploy/slack-manifest.yaml and install it again"
NEW_TOKEN = "make a new app-level token with connections:write in the same app: LOOKOUT_SLACK_APP_TOKEN"  # noqa: S105 - a sentence
_APP = re.compile(r"xapp-\d+-(A[A-Z0-9]+)-.+")


class Account(Noun):
    """Who the bot token is, and in what the answer came: the scopes it was granted, Slack's time (an HTTP date)."""

    team_id: str
    team: str
    user_id: str
    user: str
    scopes: frozenset[str] | None
    date: str


async def account(egress: Egress) -> Account:
    """What Slack says of the bot token. Raises `OutsideError` if it says nothing, or refuses."""
    said, headers = await egress.heard("auth.test")
    scopes = headers.get("x-oauth-scopes")
    return Account(
        team_id=str(said.get("team_id", "")),
        team=str(said.get("team", "")),
        user_id=str(said.get("user_id", "")),
        user=str(said.get("user", "")),
        scopes=None if scopes is None else granted(scopes),
        date=headers.get("date", ""),
    )


def bot_token(me: Account) -> Check:
    """The bot token works: for whom, and where."""
    return ok("bot token", f"Slack takes it: @{me.user} in {me.team} ({me.team_id})")


def scopes(me: Account) -> list[Check]:
    """A line for each scope that was not granted, with what is lost; or one."""
    if me.scopes is None:
        return [unknown("scopes", "Slack did not say which scopes the bot token has", "run this again")]
    missing = sorted(set(LOST) - me.scopes)
    spare = unused(me.scopes)
    also = f"; granted and used by nothing: {', '.join(spare)}" if spare else ""
    if not missing:
        return [ok("scopes", f"all {len(LOST)} that are used are granted{also}")]
    return [fail("scopes", f"not granted: {LOST[one]}", REINSTALL, about=one) for one in missing]


async def app_token(admitted: Awaitable[None], token: str, egress: Egress, me: Account) -> Check:
    """The app token opens sockets, and is of the bot token's app (so both are of one workspace).

    `admitted` ends when Slack has given the token an address.

    Raises:
        OutsideError: Slack does not take it, or cannot be asked.
    """
    await admitted
    named = _APP.fullmatch(token)
    whose = named[1] if named else ""
    profile = (await egress.read("users.info", user=me.user_id)).get("user", {}).get("profile", {})
    bots = str(profile.get("api_app_id", ""))
    if not whose or not bots:
        said = "Slack takes it; whether it is of the bot token's app cannot be told"
        return unknown("app token", said, "compare the app's id (A...) at api.slack.com/apps")
    if whose != bots:
        said = (
            f"it is of the app {whose}, the bot token of {bots}: buttons and events of this bot never arrive"
        )
        return fail("app token", said, NEW_TOKEN)
    return ok("app token", f"Slack takes it, and it is of the bot token's app ({bots})")
