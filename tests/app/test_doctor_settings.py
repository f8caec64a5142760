"""The doctor on what the operator wrote: each refusal of the start is a line; the rest is looked at all the same."""

import pytest

from bot.app.doctor.questions import Questions
from bot.detectors.catalogue import CAUSES
from bot.domain.check import Check, Condition, ok
from bot.settings.environment import Environment
from tests.app.conftest import Bay

OK, WARN, FAIL, UNKNOWN = Condition.OK, Condition.WARN, Condition.FAIL, Condition.UNKNOWN


async def test_every_refusal_of_the_configuration_is_a_line_and_slack_is_looked_at_all_the_same(
    bay: Bay,
) -> None:
    bay.config["servces"] = {}
    bay.config["services"]["checkout"]["cluster"] = "prodd"
    lines = await bay.lines()
    [refused] = [one for one in lines if one.name == "configuration"]
    assert refused.verdict is FAIL
    assert 'unknown field "servces" (did you mean "services"?' in refused.said
    del bay.config["servces"]
    bay.config["freezes"] = [{"scope": "service:nobody", "starts_at": "2026-01-01T00:00:00Z",
                              "ends_at": "2026-01-02T00:00:00Z", "why": "trade"}]  # fmt: skip
    lines = await bay.lines()
    assert len([one for one in lines if one.name == "configuration"]) == 2
    verdicts = {one.name: one.verdict for one in lines}
    assert (verdicts["bot token"], verdicts["scopes"], verdicts["disk"]) == (OK, OK, OK)
    assert verdicts["cluster"] is UNKNOWN


async def test_every_secret_that_is_missing_is_a_line(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOOKOUT_SLACK_BOT_TOKEN", "LOOKOUT_SLACK_APP_TOKEN", "LOOKOUT_REDACTION_KEY"):
        monkeypatch.delenv(name)
    lines = await bay.lines()
    missing = [one.said for one in lines if one.name == "environment"]
    assert {said.partition(":")[0] for said in missing} == {
        "LOOKOUT_SLACK_BOT_TOKEN",
        "LOOKOUT_SLACK_APP_TOKEN",
        "LOOKOUT_REDACTION_KEY",
    }
    assert {one.name: one.verdict for one in lines}["bot token"] is UNKNOWN


async def test_an_app_token_that_is_missing_leaves_the_bot_token_looked_at(
    bay: Bay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOOKOUT_SLACK_APP_TOKEN")
    verdicts = {one.name: one.verdict for one in await bay.lines()}
    assert (verdicts["bot token"], verdicts["app token"]) == (OK, UNKNOWN)


async def test_over_http_a_signing_secret_stands_in_for_the_app_token_and_both_are_refused(
    bay: Bay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKOUT_SLACK_SIGNING_SECRET", "a-signing-secret")
    assert "LOOKOUT_SLACK_SIGNING_SECRET" in (await bay.ill())["environment"].said
    monkeypatch.delenv("LOOKOUT_SLACK_APP_TOKEN")
    bay.config["http"] = {"host": "127.0.0.1", "port": 8080}
    lines = {one.name: one for one in await bay.lines()}
    assert (lines["environment"].verdict, lines["app token"].verdict) == (OK, OK)
    assert "over HTTP" in lines["app token"].said


async def test_tokens_in_each_others_place_are_refused_and_not_shown(
    bay: Bay, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Environment()
    monkeypatch.setenv("LOOKOUT_SLACK_BOT_TOKEN", told.slack_app_token.get_secret_value())
    monkeypatch.setenv("LOOKOUT_SLACK_APP_TOKEN", told.slack_bot_token.get_secret_value())
    lines = await bay.lines()
    assert len([one for one in lines if one.name == "environment" and one.verdict is FAIL]) == 2
    assert not [one for one in lines if told.slack_bot_token.get_secret_value() in one.said]
    assert {one.name: one.verdict for one in lines}["bot token"] is UNKNOWN


async def test_runbooks_that_do_not_load_are_lines(bay: Bay) -> None:
    folder = bay.stage.folder / "books"
    folder.mkdir()
    (folder / "bad.yaml").write_text("id: bad\nversion: one\n")
    bay.config["runbooks"] = "books"
    ill = await bay.ill()
    assert {one.verdict for title, one in ill.items() if title.startswith("runbook bad.yaml:")} == {FAIL}
    assert any(title.startswith("runbook bad.yaml:2") for title in ill)
    named = ill["runbook"].said.partition(" and ")[0].count(",") + 1
    assert f"and {len(CAUSES) - named} more" in ill["runbook"].said


async def test_a_check_that_is_broken_is_unknown_and_never_fine() -> None:
    async def broken() -> Check:
        raise KeyError("no such thing")

    [line] = await Questions(1).ask("disk", broken())
    assert line.verdict is UNKNOWN
    assert "fault of Lookout" in line.said


async def test_an_answer_is_what_was_answered() -> None:
    async def fine() -> Check:
        return ok("disk", "plenty")

    assert await Questions(1).ask("disk", fine()) == (ok("disk", "plenty"),)
