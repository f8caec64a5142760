import pytest

from bot.domain.errors import RefusedError, TransientError
from bot.domain.people import Role
from bot.sandbox.workspace.state import User
from tests.adapters.slack.conftest import Way

NORA, IVY, IDRIS, EMIL, SAM, BOT = "U0NORA", "U0IVY", "U0IDRIS", "U0EMIL", "U0SAM", "U0LOOKOUT"


@pytest.mark.parametrize(
    ("user", "roles"),
    [
        (NORA, {Role.RESPONDER}),
        (IVY, {Role.COMMANDER}),
        (IDRIS, {Role.RESPONDER, Role.COMMANDER}),
        (EMIL, {Role.RESPONDER, Role.COMMANDER}),
    ],
)
async def test_roles_are_held_by_group_or_by_list(way: Way, user: str, roles: set[Role]) -> None:
    person = await way.directory.person(user)
    assert person.roles == roles
    assert all(person.holds(role) for role in roles)


async def test_a_role_that_was_lost_a_moment_ago_is_lost(way: Way) -> None:
    assert (await way.directory.person(NORA)).holds(Role.RESPONDER)
    way.workspace.state.groups["S0RESPOND"].users.remove(NORA)
    assert not (await way.directory.person(NORA)).holds(Role.RESPONDER)


@pytest.mark.parametrize("flag", ["is_restricted", "is_ultra_restricted", "is_stranger"])
async def test_a_guest_or_stranger_holds_nothing_even_in_the_group(way: Way, flag: str) -> None:
    user = way.workspace.state.users[NORA]
    if not hasattr(user, flag):
        user.team_id = "T0OTHER"
    else:
        setattr(user, flag, True)
    person = await way.directory.person(NORA)
    assert not any(person.holds(role) for role in Role)


async def test_a_deactivated_account_holds_nothing(way: Way) -> None:
    user = way.workspace.state.users[NORA]
    field = next(name for name in ("deleted", "is_deactivated", "is_deleted") if hasattr(user, name))
    setattr(user, field, True)
    person = await way.directory.person(NORA)
    assert person.is_deactivated
    assert not person.holds(Role.RESPONDER)


async def test_a_bot_in_the_group_holds_nothing(way: Way) -> None:
    way.workspace.state.groups["S0COMMAND"].users.append(BOT)
    person = await way.directory.person(BOT)
    assert not person.is_human
    assert not person.holds(Role.COMMANDER)


async def test_somebody_of_another_workspace_holds_nothing_even_in_the_list(way: Way) -> None:
    way.workspace.state.groups["S0RESPOND"].users.append(SAM)
    assert not (await way.directory.person(SAM)).holds(Role.RESPONDER)


async def test_a_click_that_came_from_another_workspace_holds_nothing(way: Way) -> None:
    assert not (await way.directory.person(NORA, team_id="T0OTHER")).holds(Role.RESPONDER)
    assert (await way.directory.person(NORA, team_id="T0LOOKOUT")).holds(Role.RESPONDER)


async def test_an_account_that_does_not_exist_is_no_human(way: Way) -> None:
    person = await way.directory.person("U0NOBODY")
    assert not person.is_human
    assert person.roles == frozenset()


async def test_a_slack_that_does_not_answer_is_not_a_no(way: Way) -> None:
    way.workspace.faults.break_down("users.info")
    with pytest.raises(TransientError):
        await way.directory.person(NORA)
    way.workspace.faults.fail("usergroups.users.list", "missing_scope")
    with pytest.raises(RefusedError):
        await way.directory.person(NORA)


@pytest.mark.parametrize(
    ("user", "channel", "sees"),
    [
        (NORA, "C0PAYMENTS", True),
        (EMIL, "C0PAYMENTS", False),
        (EMIL, "C0INCIDENTS", True),
        (SAM, "C0SHARED", True),
        ("U0NOBODY", "C0SHARED", False),
        (NORA, "C0NOWHERE", False),
    ],
)
async def test_who_sees_which_channel(way: Way, user: str, channel: str, sees: bool) -> None:
    assert await way.directory.can_see(user, channel) is sees


async def test_the_members_of_a_role_are_those_of_the_group_and_of_the_list(way: Way) -> None:
    assert set(await way.directory.members(Role.COMMANDER)) == {IVY, IDRIS, EMIL}


async def test_a_person_bears_the_zone_and_name_of_the_profile(way: Way) -> None:
    person = await way.directory.person(NORA)
    assert (person.name, person.tz) == ("Nora Lindqvist", "Europe/Stockholm")
    assert isinstance(way.workspace.state.users[NORA], User)


async def test_while_slack_asks_to_wait_what_it_said_a_moment_ago_counts(way: Way) -> None:
    way.workspace.faults.limit("usergroups.users.list", times=1)
    with pytest.raises(TransientError):
        await way.directory.person(NORA)
    await way.directory.person(NORA)
    way.workspace.faults.limit("usergroups.users.list", times=2)
    assert (await way.directory.person(NORA)).holds(Role.RESPONDER)


async def test_whether_a_pair_exists_is_not_asked_again_at_once(way: Way) -> None:
    assert await way.directory.pair_exists()
    way.workspace.faults.break_down("usergroups.users.list", times=2)
    assert await way.directory.pair_exists()
