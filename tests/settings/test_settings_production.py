"""Production mode wants somebody who answers for Lookout; what is missing is said with what to set."""

from typing import Any

import pytest

from bot.settings.config import Config
from bot.settings.environment import Environment, read_environment
from bot.settings.error import SettingsError
from bot.settings.production import must_be_answered_for
from tests.settings.test_settings_config import SMALLEST, problem, read

BEAT = {"LOOKOUT_HEARTBEAT_URL": "https://beat.example.com/1"}
PAGING = {"pager": {"webhook": {"url": "https://page.example.com/1"}}}
ANSWERED: dict[str, Any] = {"bot_oncall": {"users": ["U3"], "page": ["pager"]}}


def config(**more: Any) -> Config:
    return Config.model_validate(
        {
            "mode": "production",
            "roles": {"responders": {"users": ["U1"]}, "commanders": {"users": ["U2"]}},
            "clusters": {"prod": {"reader": {"in_cluster": True}}},
            "paging": PAGING,
            **more,
        }
    )


def missing(variables: dict[str, str], **more: Any) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        must_be_answered_for(config(**more), Environment.model_validate(variables))
    return caught.value.problems


def test_all_that_is_missing_comes_at_once_with_what_to_set() -> None:
    nobody, no_way, no_beat = missing({})
    assert "bot_oncall names nobody: add bot_oncall: {rota: NAME}" in nobody
    assert "name it in bot_oncall: {page: [NAME]}" in no_way
    assert "set LOOKOUT_HEARTBEAT_URL" in no_beat


@pytest.mark.parametrize("who", [{"users": ["U3"]}, {"rota": "lookout"}])
def test_people_or_a_rota_and_a_way_and_a_heartbeat_are_enough(who: dict[str, Any]) -> None:
    more = {"bot_oncall": {**who, "page": ["pager"]}, "rotas": {"lookout": {"users": ["U3"]}}}
    must_be_answered_for(config(**more), Environment.model_validate(BEAT))


def test_each_of_the_three_is_asked_for_by_itself() -> None:
    (said,) = missing({}, **ANSWERED)
    assert "LOOKOUT_HEARTBEAT_URL" in said
    (said,) = missing(BEAT, bot_oncall={"users": ["U3"]})
    assert "page" in said
    (said,) = missing(BEAT, bot_oncall={"page": ["pager"]})
    assert "names nobody" in said


def test_a_way_by_pagerduty_needs_its_key() -> None:
    paging: dict[str, Any] = {"pager": {"pagerduty": {}}}
    (said,) = missing(BEAT, **ANSWERED, paging=paging)
    assert "set LOOKOUT_PAGERDUTY_ROUTING_KEY, or paging.pager.pagerduty.key_file" in said
    key = {"LOOKOUT_PAGERDUTY_ROUTING_KEY": "a-key"}
    must_be_answered_for(config(**ANSWERED, paging=paging), Environment.model_validate(BEAT | key))
    by_file = {"pager": {"pagerduty": {"key_file": "key"}}}
    must_be_answered_for(config(**ANSWERED, paging=by_file), Environment.model_validate(BEAT))


def test_a_trial_starts_without_any_of_it() -> None:
    must_be_answered_for(config(mode="trial"), Environment.model_validate({}))


def test_a_mode_or_a_drill_that_does_not_exist_is_refused(tmp_path: Any) -> None:
    assert "mode" in problem(tmp_path, f"{SMALLEST}mode: prod\n")
    assert "drills.weekly.0" in problem(tmp_path, f"{SMALLEST}drills: {{weekly: [fire]}}\n")
    assert "drills.ways.0" in problem(tmp_path, f"{SMALLEST}drills: {{ways: [pager]}}\n")
    assert read(tmp_path, SMALLEST).mode == "trial"


def test_a_rota_of_lookouts_own_is_one_of_the_rotas(tmp_path: Any) -> None:
    said = problem(tmp_path, f"{SMALLEST}rotas: {{lookout: {{users: [U1]}}}}\nbot_oncall: {{rota: lokout}}\n")
    assert 'unknown rota "lokout" (did you mean "lookout"?' in said


def test_a_heartbeats_address_is_one_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKOUT_HEARTBEAT_URL", "beat.example.com/hush")
    with pytest.raises(
        SettingsError, match="LOOKOUT_HEARTBEAT_URL: is no address that begins with https"
    ) as caught:
        read_environment()
    assert "hush" not in str(caught.value)
    monkeypatch.setenv("LOOKOUT_HEARTBEAT_URL", "https://beat.example.com/hush")
    assert "hush" not in repr(read_environment())
