"""What people are told of who may do what: it passes the guard, with the deeds that the ledger then holds."""

import pytest

from bot.domain.people import Holder, HumanAct
from bot.render import admission, whispers
from bot.voice.payload import screen
from tests.render import render_factories as make
from tests.render.slack_limits import problems

IVY, IDRIS = "U0IVY", "U0IDRIS"
COMMANDED = make.owned().model_copy(
    update={"commander": Holder(user_id=IDRIS, since=make.NOW, term=3), "command_term": 3}
)
HANDED = (*make.ACTS, HumanAct(user=IVY, act="set role", source="command"))
SAID = {
    "no insider": admission.no_insider(),
    "owner cannot approve": admission.owner_cannot_approve(COMMANDED),
    "command ended": admission.command_ended(make.owned(), make.NOW),
    "only owner releases": admission.only_owner_releases(COMMANDED),
    "command recorded": admission.command_recorded(COMMANDED, IDRIS),
    "command stands": admission.command_stands(COMMANDED),
    "owner cannot command": admission.owner_cannot_command(COMMANDED),
    "not for command": admission.not_for_command(IDRIS),
    "only commanders": admission.only_commanders_command(),
    "usage": admission.command_usage(),
    "other commander": whispers.other_commander(COMMANDED),
}


@pytest.mark.parametrize("name", SAID)
def test_every_answer_passes_the_guard_with_nothing_withheld(name: str) -> None:
    said = SAID[name]
    body = {"channel": "C1", "user": "U0NORA", "text": said.text, "blocks": said.blocks}
    screened = screen("chat.postEphemeral", body, HANDED)
    assert not screened.refused, said.text
    assert screened.withheld == ()


@pytest.mark.parametrize("name", SAID)
def test_every_answer_fits_slack(name: str) -> None:
    assert problems(SAID[name]) == []
