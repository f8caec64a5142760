"""Who sees which channel, and whether two people hold the two keys: what Slack cannot say is not taken for a no."""

import pytest

from bot.adapters.slack.directory import Membership, SlackDirectory
from bot.domain.errors import RefusedError, TransientError
from bot.domain.people import Role
from bot.sandbox.workspace import seed
from tests.adapters.slack.conftest import ROOM, Way

NORA, IVY, SAM, BOT = "U0NORA", "U0IVY", "U0SAM", "U0LOOKOUT"


def leave(way: Way, user: str) -> None:
    """That account is no member of the public room."""
    way.workspace.state.channels[ROOM].members.discard(user)


async def test_a_member_of_the_workspace_sees_a_public_channel_without_being_in_it(way: Way) -> None:
    leave(way, NORA)
    assert await way.directory.can_see(NORA, ROOM)


async def test_a_guest_sees_a_public_channel_only_as_its_member(way: Way) -> None:
    way.workspace.state.users[NORA].is_guest = True
    assert await way.directory.can_see(NORA, ROOM)
    leave(way, NORA)
    assert not await way.directory.can_see(NORA, ROOM)


async def test_a_stranger_does_not_see_a_public_channel(way: Way) -> None:
    assert not await way.directory.can_see(SAM, ROOM)


async def test_a_bot_and_a_deactivated_account_see_nothing(way: Way) -> None:
    assert not await way.directory.can_see(BOT, ROOM)
    way.workspace.state.users[NORA].deleted = True
    assert not await way.directory.can_see(NORA, ROOM)


@pytest.mark.parametrize("method", ["users.info", "conversations.info", "conversations.members"])
async def test_a_slack_that_does_not_answer_is_not_a_no(way: Way, method: str) -> None:
    way.workspace.faults.break_down(method)
    with pytest.raises(TransientError):
        await way.directory.can_see(NORA, "C0PAYMENTS")


async def test_a_slack_that_forbids_the_question_is_not_a_no(way: Way) -> None:
    way.workspace.faults.fail("conversations.info", "missing_scope")
    with pytest.raises(RefusedError):
        await way.directory.can_see(NORA, ROOM)


async def test_two_people_of_the_groups_are_a_pair(way: Way) -> None:
    assert await way.directory.pair_exists() is True


@pytest.mark.parametrize(
    ("responders", "commanders", "pair"),
    [
        ({NORA}, {IVY}, True),
        ({NORA, IVY}, {IVY}, True),
        ({NORA}, {NORA}, False),
        ({NORA}, set(), False),
        (set(), {IVY}, False),
    ],
)
async def test_one_person_alone_is_no_pair(
    way: Way, responders: set[str], commanders: set[str], pair: bool
) -> None:
    roles = {
        Role.RESPONDER: Membership(users=frozenset(responders)),
        Role.COMMANDER: Membership(users=frozenset(commanders)),
    }
    assert await SlackDirectory(way.egress, seed.TEAM, roles).pair_exists() is pair


@pytest.mark.parametrize(("requester", "pair"), [(NORA, True), (IVY, False)])
async def test_who_asked_for_a_change_is_no_commander_of_its_pair(
    way: Way, requester: str, pair: bool
) -> None:
    roles = {
        Role.RESPONDER: Membership(users=frozenset({NORA})),
        Role.COMMANDER: Membership(users=frozenset({IVY})),
    }
    assert await SlackDirectory(way.egress, seed.TEAM, roles).pair_exists(requester) is pair


async def test_groups_that_cannot_be_read_are_neither(way: Way) -> None:
    way.workspace.faults.fail("usergroups.users.list", "missing_scope")
    assert await way.directory.pair_exists() is None
