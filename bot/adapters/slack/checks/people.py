"""The people of the configuration: of this workspace, in groups that can be read, and two to turn the two keys."""

import asyncio
from collections.abc import Iterable, Mapping

from bot.adapters.slack.directory import Membership, SlackDirectory
from bot.adapters.slack.egress import Egress
from bot.domain.check import Check, fail, ok, warn
from bot.domain.errors import PermanentError
from bot.domain.people import Person, Role

LOOKED_AT = 20
"""Members of one group whose accounts are looked up: enough to find two, few enough for Slack's limits."""
NO_SUCH_GROUP = "no_such_subteam"
OTHERS = "name members of this workspace in lookout.yaml (profile, Copy member ID)"
GROUPS = "check the group's id in lookout.yaml (S..., in the group's link), and that it is enabled"
KEYS = "put a second person into one of the two roles"


class People:
    """Looks accounts and groups up; an account once."""

    def __init__(self, egress: Egress, team_id: str) -> None:
        self._egress = egress
        self._directory = SlackDirectory(egress, team_id, {})
        self._known: dict[str, Person] = {}

    async def accounts(self, ids: Iterable[str]) -> list[Person]:
        """The accounts of these people, in the order of their ids."""
        wanted = sorted(set(ids))
        new = [one for one in wanted if one not in self._known]
        for person in await asyncio.gather(*map(self._directory.person, new)):
            self._known[person.user_id] = person
        return [self._known[one] for one in wanted]

    async def members(self, group: str) -> list[str] | None:
        """The user ids in a group; None if Slack knows no such group."""
        try:
            answer = await self._egress.read("usergroups.users.list", usergroup=group)
        except PermanentError as problem:
            if problem.code == NO_SUCH_GROUP:
                return None
            raise
        return sorted(answer.get("users", ()))


async def roles(people: People, held: Mapping[Role, Membership], *, changes: bool) -> list[Check]:
    """A line for each role and each fault in it, then whether two people could approve and confirm.

    `changes` is whether the configuration has an actor at all, so whether anything could be approved.
    """
    checks: list[Check] = []
    able: dict[Role, set[str]] = {}
    for role, membership in held.items():
        lines, able[role] = await _role(people, role, membership)
        checks += lines
    return [*checks, _pair(able[Role.COMMANDER], able[Role.RESPONDER], changes=changes)]


async def _role(people: People, role: Role, membership: Membership) -> tuple[list[Check], set[str]]:
    """Its lines, and the ids of those who hold the role (of a large group the first ones only)."""
    listed = await people.accounts(membership.users)
    faults = [_not_one(one, "role", role.value) for one in listed if not one.is_insider]
    holders = {one.user_id for one in listed if one.is_insider}
    members: list[str] = []
    if membership.group:
        found = await people.members(membership.group)
        members = found or []
        inside = {one.user_id for one in await people.accounts(members[:LOOKED_AT]) if one.is_insider}
        faults += _empty(role, membership.group, found, inside)
        holders |= inside
    most = "at least " if len(members) > LOOKED_AT else ""
    return faults or [ok("role", f"{most}{len(holders)} people hold it", role.value)], holders


def _empty(role: Role, group: str, members: list[str] | None, inside: set[str]) -> list[Check]:
    """The line about a group through which nobody holds the role."""
    if members is None:
        said = f"Slack knows no group {group}, so nobody holds the role by it"
        return [fail("role", said, GROUPS, role.value)]
    if not inside:
        said = f"the group {group} has no member of this workspace, so nobody holds the role by it"
        return [fail("role", said, "put people into the group in Slack", role.value)]
    return []


def _pair(commanders: set[str], responders: set[str], *, changes: bool) -> Check:
    if any(responders - {one} for one in commanders):
        return ok("two people", "two different people could approve and confirm a change")
    said = "no two different people hold the two roles, so no change can ever be approved and confirmed"
    if changes:
        return fail("two people", said, KEYS)
    return ok("two people", f"{said}; no cluster has an actor, so nothing is proposed anyway")


async def escalation(people: People, group: str) -> Check:
    """Whom an unowned incident is told to."""
    if not group:
        said = "no group is set: an incident that nobody owns is brought up in its thread only"
        return warn("escalation", said, "set escalation.group in lookout.yaml")
    members = await people.members(group)
    if members is None:
        said = f"Slack knows no group {group}: an incident that nobody owns is told to nobody"
        return fail("escalation", said, GROUPS)
    if not members:
        said = f"the group {group} is empty: an incident that nobody owns is told to nobody"
        return fail("escalation", said, "put people into the group in Slack")
    return ok("escalation", f"the group {group} has {len(members)} members")


async def bot_oncall(people: People, users: Iterable[str], rota: str = "") -> list[Check]:
    """Who answers for Lookout itself: people, whoever is on call by the rota of that name, or both."""
    found = await people.accounts(users)
    if not found and not rota:
        said = "nobody is set, so nobody is told when the language guard withholds much"
        return [warn("bot on-call", said, "set bot_oncall.users or bot_oncall.rota in lookout.yaml")]
    faults = [_not_one(one, "bot on-call", "") for one in found if not one.is_insider]
    by_rota = [f"whoever is on call by the rota {rota}"] if rota else []
    told = [f"{len(found)} people"] if found else []
    return faults or [ok("bot on-call", " and ".join((*told, *by_rota)))]


def _not_one(one: Person, name: str, about: str) -> Check:
    """Why that account does not count."""
    if not one.is_human:
        why = "is no person whom this workspace knows"
    elif one.is_deactivated:
        why = "is deactivated"
    else:
        why = "is a guest or of another workspace"
    return fail(name, f"{one.user_id} {why}, so the place is held by nobody", OTHERS, about)
