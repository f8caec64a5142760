from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render import words
from tests.render.render_factories import NOW, minutes


def test_a_time_of_today_is_said_without_its_date() -> None:
    assert words.clock(minutes(2), NOW) == "02:16"
    assert words.clock(minutes(2), NOW, zone=True) == "02:16 UTC"


def test_a_time_of_another_day_is_said_with_its_date() -> None:
    assert words.clock(minutes(-144), NOW, zone=True) == "23:50 UTC on 2026-11-19"


def test_a_time_of_another_zone_is_said_in_utc() -> None:
    berlin = datetime(2026, 11, 20, 3, 16, tzinfo=timezone(timedelta(hours=1)))
    assert words.clock(berlin, NOW) == "02:16"
    assert words.clock(datetime(2026, 11, 20, 2, 16), NOW) == "02:16"  # noqa: DTZ001 - a naive time is the case


def test_an_account_is_mentioned_and_any_other_actor_is_named_in_code() -> None:
    assert words.mention("U0NORA") == "<@U0NORA>"
    assert words.mention("cli:root") == "`cli:root`"
    assert "<@" not in words.mention("U1> <!channel")


@pytest.mark.parametrize("group", ["S0RESPOND", "<!subteam^S0RESPOND>"])
def test_a_user_group_is_mentioned(group: str) -> None:
    assert words.group_mention(group) == "<!subteam^S0RESPOND>"


@pytest.mark.parametrize("group", ["", "<!channel>", "<!here>", "everyone", "<!subteam^S1> <!channel>"])
def test_anything_else_is_no_group(group: str) -> None:
    assert words.group_mention(group) == ""


def test_nothing_typed_is_said() -> None:
    assert words.typed("  ") == "(no words given)"
    assert words.typed("wrong `port`") == "`wrong port`"


def test_an_empty_name_is_said() -> None:
    assert words.name(" ") == "(no name)"


def test_a_known_source_is_called_by_its_name_and_an_unknown_one_is_not_invented() -> None:
    assert words.system("Alertmanager") == "Alertmanager"
    assert words.system("homemade") == "The alert's source"


def test_one_is_singular() -> None:
    assert [words.count(1, "pod"), words.count(0, "pod"), words.count(2, "diagnosis", "diagnoses")] == [
        "1 pod",
        "0 pods",
        "2 diagnoses",
    ]


def test_a_list_says_how_much_it_leaves_out() -> None:
    assert words.listed(["a", "b"], 2, "read") == "a; b"
    assert words.listed(["a", "b", "c"], 2, "read") == "a; b; 1 more read not listed"
    assert words.listed(["a", "b", "c", "d"], 2, "read") == "a; b; 2 more reads not listed"


@given(st.text(), st.integers(2, 80))
def test_a_clipped_text_keeps_its_limit(text: str, limit: int) -> None:
    assert len(words.clip(text, limit)) <= limit


@pytest.mark.parametrize("text", ["see <@U0NORA> now", "a &amp;&amp; b is true", "the `name` of it all"])
def test_a_cut_leaves_no_half_markup(text: str) -> None:
    for limit in range(3, len(text)):
        cut = words.clip(text, limit)
        assert cut.count("<") == cut.count(">")
        assert cut.count("&") == cut.count(";")
        assert cut.count("`") % 2 == 0


@pytest.mark.parametrize("text", ["<!channel> look", "<@U0NORA> has it", "<https://evil.example|click>"])
def test_markup_in_untrusted_text_is_not_live(text: str) -> None:
    for said in (words.name(text), words.prose(text), words.code(text)):
        assert "<" not in said


def test_a_command_keeps_its_asterisks() -> None:
    assert words.command("kubectl get pods -o jsonpath='{.items[*].metadata.name}'").endswith(
        "'{.items[*].metadata.name}'"
    )
