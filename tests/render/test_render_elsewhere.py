from bot.render.elsewhere import instead_of
from tests.render.everything_said import POSTS


def test_a_post_in_another_channel_says_whose_thread_it_belongs_to() -> None:
    said = instead_of("C0ROOM", POSTS["target"])
    assert said.text.endswith("Slack does not take it in <#C0ROOM>, where this incident's thread is.")
    assert "in another channel, where" in instead_of("U0NORA", POSTS["target"]).text
