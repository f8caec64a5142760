import pytest

from bot.render.rendered import Rendered, RenderedView
from bot.voice.payload import screen
from tests.render.everything_said import ANSWERS, POSTS, VIEWS
from tests.render.render_factories import ACTS
from tests.render.slack_limits import first_shown, problems


@pytest.mark.parametrize("name", POSTS)
def test_every_post_passes_the_guard_with_nothing_withheld(name: str) -> None:
    said = POSTS[name]
    screened = screen(
        "chat.postMessage", _body(said, thread_ts="1763604840.000100"), ACTS, groups=("S0RESPOND",)
    )
    assert not screened.refused, said.text
    assert screened.withheld == ()


@pytest.mark.parametrize("name", ANSWERS)
def test_every_whisper_passes_the_guard_with_nothing_withheld(name: str) -> None:
    screened = screen("chat.postEphemeral", _body(ANSWERS[name], user="U0NORA"), ACTS)
    assert not screened.refused, ANSWERS[name].text
    assert screened.withheld == ()


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_passes_the_guard_with_nothing_withheld(name: str) -> None:
    screened = screen("views.open", {"trigger_id": "1.2.abc", "view": VIEWS[name].view}, ACTS)
    assert not screened.refused, VIEWS[name].view
    assert screened.withheld == ()


@pytest.mark.parametrize("name", [*POSTS, *ANSWERS])
def test_every_message_fits_slack(name: str) -> None:
    assert problems((POSTS | ANSWERS)[name]) == []


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_fits_slack(name: str) -> None:
    assert problems(VIEWS[name]) == []


@pytest.mark.parametrize("name", POSTS)
def test_every_post_begins_with_the_owner_in_the_text_and_in_the_blocks(name: str) -> None:
    first = POSTS[name].text.splitlines()[0]
    assert first.startswith(("Nobody owns this incident as of ", "Owner: "))
    assert first_shown(POSTS[name]) == first


@pytest.mark.parametrize(
    "name", [name for name in POSTS if not name.startswith(("status", "fallback", "reminder", "escalation"))]
)
def test_only_the_status_message_and_escalations_name_the_owner(name: str) -> None:
    assert "Owner: <@" not in POSTS[name].text.splitlines()[0]


def test_a_deed_without_a_row_in_the_ledger_does_not_pass() -> None:
    screened = screen("chat.postMessage", _body(POSTS["proposal half"]), ())
    assert screened.refused or screened.withheld


def _body(said: Rendered | RenderedView, **ids: str) -> dict[str, object]:
    return {"channel": "C0INCIDENTS", **ids, **said.model_dump()}
