"""What the configuration asks for and the workspace cannot give is said at the start."""

from collections.abc import Collection, Mapping

import pytest
from structlog.testing import capture_logs

from bot.app.notices import warn_of_no_pair, warn_of_unlisted
from bot.domain.errors import OutsideError, RefusedError, TransientError
from bot.domain.people import Role


async def said_of(responders: Collection[str], commanders: Collection[str]) -> list[str]:
    """The warnings when these people hold the roles."""
    held: Mapping[Role, Collection[str]] = {Role.RESPONDER: responders, Role.COMMANDER: commanders}

    async def members(role: Role) -> Collection[str]:
        return held[role]

    with capture_logs() as lines:
        await warn_of_no_pair(members)
    assert {line["log_level"] for line in lines} <= {"warning"}
    return [line["event"] for line in lines]


@pytest.mark.parametrize(
    ("responders", "commanders"), [((), ()), (("U1",), ()), ((), ("U1",)), (("U1",), ("U1",))]
)
async def test_roles_without_two_different_people_are_warned_about(
    responders: Collection[str], commanders: Collection[str]
) -> None:
    (said,) = await said_of(responders, commanders)
    assert said.startswith("no change can be approved and confirmed")


@pytest.mark.parametrize(
    ("responders", "commanders"), [(("U1",), ("U2",)), (("U1", "U2"), ("U1",)), (("U1",), ("U1", "U2"))]
)
async def test_two_different_people_are_no_warning(
    responders: Collection[str], commanders: Collection[str]
) -> None:
    assert await said_of(responders, commanders) == []


@pytest.mark.parametrize("trouble", [RefusedError("lacks a scope"), TransientError("late")])
async def test_roles_that_cannot_be_read_are_said_to_be_unknown(trouble: OutsideError) -> None:
    async def members(role: Role) -> Collection[str]:
        raise trouble

    with capture_logs() as lines:
        await warn_of_no_pair(members)
    (line,) = lines
    assert line["event"].startswith("it is unknown whether")
    assert line["why"] == str(trouble)


def test_a_channel_name_that_slack_does_not_list_is_named() -> None:
    with capture_logs() as lines:
        warn_of_unlisted(["#incidents", "nowhere", "#nowhere", "quiet"], {"incidents": "C1", "quiet": "C2"})
    assert [line["channel"] for line in lines] == ["nowhere"]
    assert lines[0]["log_level"] == "warning"


def test_channels_that_are_all_listed_are_no_warning() -> None:
    with capture_logs() as lines:
        warn_of_unlisted([], {})
    assert lines == []
