import pytest

from bot.sandbox.workspace.composer import escaped, rich, typed
from bot.sandbox.workspace.seed import seeded


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("@nora look", "<@U0NORA> look"),
        ("@responders please, @here", "<!subteam^S0RESPOND> please, <!here>"),
        ("see #incidents and #nowhere", "see <#C0INCIDENTS|> and #nowhere"),
        ("mail@nora.example stays", "mail@nora.example stays"),
        ("@somebody & <b>", "@somebody &amp; &lt;b&gt;"),
        ("https://x.example/a?b=1 is down", "<https://x.example/a?b=1> is down"),
        ("<@U0IVY> as is", "<@U0IVY> as is"),
    ],
)
def test_what_a_person_types_becomes_slacks_entities(text: str, stored: str) -> None:
    assert typed(seeded(), text) == stored


def test_escaping_leaves_entities_and_what_is_escaped_already() -> None:
    assert (
        escaped("a & b &amp; <!here> <https://x|y> <z>") == "a &amp; b &amp; <!here> <https://x|y> &lt;z&gt;"
    )


def test_a_typed_text_has_its_pieces_as_rich_text() -> None:
    text = "hi <@U0IVY> <#C0SHOP|> <!subteam^S0COMMAND> <!here> <https://x|y> <https://z>"
    pieces = rich(text)[0]["elements"][0]["elements"]
    assert [piece for piece in pieces if piece != {"type": "text", "text": " "}] == [
        {"type": "text", "text": "hi "},
        {"type": "user", "user_id": "U0IVY"},
        {"type": "channel", "channel_id": "C0SHOP"},
        {"type": "usergroup", "usergroup_id": "S0COMMAND"},
        {"type": "broadcast", "range": "here"},
        {"type": "link", "url": "https://x", "text": "y"},
        {"type": "link", "url": "https://z"},
    ]
