"""Directory: who somebody is and which roles they hold now, asked of Slack at every decision."""

import asyncio
from collections.abc import Collection, Mapping

from bot.adapters.slack.egress import Egress
from bot.adapters.slack.pages import pages
from bot.domain.errors import OutsideError, PermanentError, TransientError
from bot.domain.noun import Noun
from bot.domain.people import Person, Role

PAGE = 1000
SHORT = 30.0
OFFICES = (Role.COMMANDER, Role.RESPONDER)
CLOSED_ROOMS = ("is_private", "is_ext_shared", "is_im", "is_mpim")


class Membership(Noun):
    """How a role is held: by listed user ids, or by being in a Slack user group."""

    users: frozenset[str] = frozenset()
    group: str = ""


class SlackDirectory:
    """The `Directory` port. Roles are asked for afresh, so a role that was lost a second ago is lost.

    Slack lets groups be read some twenty times a minute. While it asks to wait, what it said at most `SHORT` seconds
    ago counts; whether two people could satisfy the gate at all is asked once in that time.
    """

    def __init__(self, egress: Egress, team_id: str, roles: Mapping[Role, Membership]) -> None:
        self._egress = egress
        self._team_id = team_id
        self._roles = roles
        self._read: dict[str, tuple[float, frozenset[str]]] = {}

    async def person(self, user_id: str, *, team_id: str = "") -> Person:
        """The account with the roles it holds now; a stranger's or unknown account holds none.

        Raises:
            TransientError: Slack could not be asked; nothing is known.
        """
        account = await self._account(user_id, team_id)
        bare = account.is_guest or not account.is_human
        roles = {role for role in self._roles if not bare and await self._holds(user_id, role)}
        return account.model_copy(update={"roles": frozenset(roles)})

    async def can_see(self, user_id: str, channel: str) -> bool:
        """Whether that person is in the channel, or it is public and they are no guest or stranger.

        False too when Slack knows no such account or channel.

        Raises:
            TransientError: Slack could not be asked; nothing is known.
            RefusedError: Lookout may not ask; nothing is known.
        """
        try:
            account = await self._account(user_id)
            if not account.is_human or account.is_deactivated:
                return False
            if not account.is_guest and await self.is_public(channel):
                return True
            return user_id in await self._members(channel)
        except PermanentError:
            return False

    async def is_public(self, channel: str) -> bool:
        """Whether every full member may read the channel and nobody from outside; False if Slack does not know it.

        Raises:
            TransientError: Slack could not be asked; nothing is known.
            RefusedError: Lookout may not ask; nothing is known.
        """
        try:
            info = (await self._egress.read("conversations.info", channel=channel)).get("channel", {})
        except PermanentError:
            return False
        return not any(info.get(flag) for flag in CLOSED_ROOMS)

    async def pair_exists(self, requester: str = "") -> bool | None:
        """Whether two different people hold the two roles now, the commander not who asked; None: it cannot be read."""
        try:
            commanders, responders = [set(await self.members(role, within=SHORT)) for role in OFFICES]
        except OutsideError:
            return None
        return any(responders - {one} for one in commanders - {requester})

    async def _account(self, user_id: str, team_id: str = "") -> Person:
        """The account without its roles; one that Slack does not know is no human."""
        try:
            answer = await self._egress.read("users.info", user=user_id)
        except PermanentError:
            return Person(user_id=user_id, is_human=False)
        user = answer.get("user", {})
        home = str(user.get("team_id") or team_id)
        stranger = (
            home != self._team_id or bool(user.get("is_stranger")) or team_id not in ("", self._team_id)
        )
        guest = stranger or bool(user.get("is_restricted")) or bool(user.get("is_ultra_restricted"))
        return Person(
            user_id=user_id,
            team_id=home,
            name=str(user.get("real_name") or user.get("name") or user_id),
            tz=str(user.get("tz") or "UTC"),
            is_human=not (user.get("is_bot") or user.get("is_app_user") or user.get("is_workflow_bot")),
            is_guest=guest,
            is_deactivated=bool(user.get("deleted")),
        )

    async def members(self, role: Role, *, within: float = 0.0) -> Collection[str]:
        """The user ids that hold a role, by list or by group; what was read `within` so many seconds ago will do."""
        membership = self._roles.get(role, Membership())
        if not membership.group:
            return membership.users
        return membership.users | await self._group(membership.group, within)

    async def _group(self, group: str, within: float) -> frozenset[str]:
        now = asyncio.get_running_loop().time()
        at, users = self._read.get(group, (-SHORT, frozenset()))
        if now - at < within:
            return users
        try:
            answer = await self._egress.read("usergroups.users.list", usergroup=group)
        except TransientError as problem:
            if problem.retry_after is not None and now - at < SHORT:
                return users
            raise
        users = frozenset(answer.get("users", ()))
        self._read[group] = (now, users)
        return users

    async def _holds(self, user_id: str, role: Role) -> bool:
        if user_id in self._roles[role].users:
            return True
        return user_id in await self.members(role)

    async def _members(self, channel: str) -> frozenset[str]:
        found: set[str] = set()
        async for page in pages(self._egress, "conversations.members", channel=channel, limit=PAGE):
            found |= set(page.get("members", ()))
        return frozenset(found)
