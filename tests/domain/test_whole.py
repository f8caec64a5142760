"""Half a character in an answer's JSON becomes one that can be written down."""

from bot.domain.whole import cleaned
from bot.triage.model.schema import parsed


def test_half_a_character_is_replaced_wherever_it_stands() -> None:
    assert cleaned({"a\ud83d": ["\udc00", 1, None, {"b": "whole \U0001f600"}]}) == {
        "a?": ["?", 1, None, {"b": "whole \U0001f600"}]
    }


def test_an_answer_can_be_written_down() -> None:
    schema = {"type": "object", "properties": {"said": {"type": "string"}}}
    assert parsed('{"said": "it broke \\ud83d"}', schema) == ({"said": "it broke ?"}, "")
