"""The doctor on Slack: every fault that a set-up can have there, made, and the line that says so."""

from datetime import timedelta

import pytest

from bot.adapters.slack.checks.tokens import Account, scopes
from bot.adapters.slack.egress import READS
from bot.adapters.slack.scopes import LOST
from bot.app.doctor.clocks import compared
from bot.domain.check import Condition
from bot.sandbox.workspace import seed
from bot.sandbox.workspace.state import User
from tests.app.conftest import Bay
from tests.fakes_clock import START

OK, WARN, FAIL, UNKNOWN = Condition.OK, Condition.WARN, Condition.FAIL, Condition.UNKNOWN


async def test_where_all_is_well_every_line_is_fine_and_nothing_was_changed(bay: Bay) -> None:
    lines = await bay.lines()
    assert [one for one in lines if one.verdict is not OK] == []
    assert len(lines) > 20
    assert bay.cluster.writes == []
    called = {one.name for one in bay.workspace.traffic.passages}
    assert called <= {*READS, "apps.connections.open"}
    assert not bay.database.exists()


@pytest.mark.parametrize(
    ("error", "word"),
    [("invalid_auth", "invalid_auth"), ("token_revoked", "revoked"), ("account_inactive", "deactivated")],
)
async def test_a_bot_token_that_slack_refuses_fails_once_and_the_rest_is_unknown(
    bay: Bay, error: str, word: str
) -> None:
    bay.workspace.faults.fail("auth.test", error)
    ill = await bay.ill()
    assert ill["bot token"].verdict is FAIL
    assert word in ill["bot token"].said
    assert {one.title for one in ill.values() if one.verdict is UNKNOWN} == {
        "app token", "scopes", "clock", "channel", "role", "escalation", "bot on-call"
    }  # fmt: skip


async def test_a_slack_that_cannot_be_reached_fails(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    ill = await bay.ill()
    assert ill["bot token"].verdict is FAIL
    assert "could not be reached" in ill["bot token"].said


async def test_an_app_token_that_slack_refuses_fails(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKOUT_SLACK_APP_TOKEN", "xapp-1-A0OTHER-1-wrong")
    ill = await bay.ill()
    assert ill.keys() == {"app token"}
    assert "does not accept the app token" in ill["app token"].said


async def test_an_app_token_of_another_app_fails(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    bay.workspace.state.app_token = "xapp-1-A0OTHER-1-right"
    monkeypatch.setenv("LOOKOUT_SLACK_APP_TOKEN", "xapp-1-A0OTHER-1-right")
    ill = await bay.ill()
    assert ill["app token"].verdict is FAIL
    assert "A0OTHER" in ill["app token"].said
    assert seed.APP in ill["app token"].said


async def test_an_app_token_that_names_no_app_is_unknown(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    bay.workspace.state.app_token = "xapp-plain"
    monkeypatch.setenv("LOOKOUT_SLACK_APP_TOKEN", "xapp-plain")
    assert (await bay.ill())["app token"].verdict is UNKNOWN


@pytest.mark.parametrize("scope", sorted(LOST))
async def test_a_scope_that_is_missing_says_what_is_lost_without_it(bay: Bay, scope: str) -> None:
    core = bay.workspace._core
    core.scopes = core.scopes - {scope}
    found = (await bay.ill())[f"scopes {scope}"]
    assert found.verdict is FAIL
    assert LOST[scope] in found.said
    assert "slack-manifest.yaml" in found.mend


async def test_a_channel_that_does_not_exist_is_archived_or_without_lookout_fails(bay: Bay) -> None:
    bay.config["channels"] = [
        {"id": "C0NOWHERE"},
        {"name": "#no-such"},
        {"name": "general"},
        {"id": "C0SHOP"},
    ]
    bay.workspace.state.channels["C0SHOP"].is_archived = True
    ill = await bay.ill()
    assert {title: one.verdict for title, one in ill.items()} == {
        "channel C0NOWHERE": FAIL, "channel #no-such": FAIL, "channel #general": FAIL, "channel C0SHOP": FAIL
    }  # fmt: skip
    assert "/invite" in ill["channel #general"].mend
    assert "archived" in ill["channel C0SHOP"].said


async def test_a_channel_says_whether_its_alerts_start_anything(bay: Bay) -> None:
    said = {one.title: one.said for one in await bay.lines()}
    assert "alerts start a triage" in said["channel C0INCIDENTS"]
    assert "alerts are off" in said["channel #shop-alerts"]


async def test_without_channels_the_line_says_where_alerts_count(bay: Bay) -> None:
    bay.config["channels"] = []
    assert "wherever Lookout is invited" in {one.title: one.said for one in await bay.lines()}["channel"]


async def test_a_slack_that_asks_to_wait_for_channels_leaves_them_unknown(bay: Bay) -> None:
    bay.workspace.faults.limit("conversations.info", retry_after=30)
    bay.workspace.faults.fail("conversations.info", "access_denied")
    assert (await bay.ill())["channel"].verdict is UNKNOWN
    assert (await bay.ill())["channel"].verdict is FAIL


@pytest.mark.parametrize(
    ("user", "why"),
    [
        ("U0NOBODY", "no person"),
        ("U0LOOKOUT", "no person"),
        ("U0SAM", "another workspace"),
        ("U0NORA", "deactivated"),
        ("U0EMIL", "guest"),
    ],
)
async def test_a_role_given_to_somebody_who_does_not_count_fails(bay: Bay, user: str, why: str) -> None:
    bay.workspace.state.users["U0NORA"].deleted = True
    bay.workspace.state.users["U0EMIL"].is_guest = True
    bay.config["roles"]["responders"] = {"users": [user, "U0IDRIS"]}
    bay.config["bot_oncall"] = {"users": [user]}
    ill = await bay.ill()
    assert why in ill["role responder"].said
    assert why in ill["bot on-call"].said
    assert "two people" not in ill


async def test_a_group_that_does_not_exist_or_is_empty_fails(bay: Bay) -> None:
    bay.config["roles"]["responders"] = {"group": "S0NOWHERE"}
    bay.workspace.state.groups["S0COMMAND"].users = []
    bay.config["escalation"]["group"] = "S0COMMAND"
    ill = await bay.ill()
    assert "Slack knows no group S0NOWHERE" in ill["role responder"].said
    assert "no member" in ill["role commander"].said
    assert ill["two people"].verdict is FAIL
    assert "is empty" in ill["escalation"].said


async def test_of_a_large_group_only_the_first_are_looked_up_and_the_line_says_so(bay: Bay) -> None:
    many = [f"U0MANY{number:02}" for number in range(30)]
    for user in many:
        bay.workspace.state.users[user] = User(user, user.lower(), user)
    bay.workspace.state.groups["S0RESPOND"].users = many
    said = {one.title: one.said for one in await bay.lines()}
    assert said["role responder"] == "at least 20 people hold it"
    assert len(bay.workspace.traffic.sent("users.info")) < len(many)


async def test_one_person_in_both_roles_is_no_pair(bay: Bay) -> None:
    bay.config["roles"] = {"responders": {"users": ["U0IVY"]}, "commanders": {"users": ["U0IVY"]}}
    bay.config["roles"]["responders"]["group"] = "S0RESPOND"
    bay.workspace.state.groups["S0RESPOND"].users = ["U0IVY", "U0SAM"]
    ill = await bay.ill()
    assert ill["two people"].verdict is FAIL


async def test_no_pair_matters_less_where_nothing_is_ever_proposed(bay: Bay) -> None:
    bay.config["roles"]["commanders"] = {"users": ["U0SAM"]}
    del bay.config["clusters"]["sandbox"]["actor"]
    lines = {one.title: one for one in await bay.lines()}
    assert lines["two people"].verdict is OK
    assert "nothing is proposed anyway" in lines["two people"].said


async def test_an_escalation_to_a_group_that_is_not_there_fails(bay: Bay) -> None:
    bay.config["escalation"]["group"] = "S0NOWHERE"
    assert "told to nobody" in (await bay.ill())["escalation"].said


async def test_what_is_not_set_is_a_warning(bay: Bay) -> None:
    del bay.config["escalation"], bay.config["bot_oncall"], bay.config["paging"]
    assert {title: one.verdict for title, one in (await bay.ill()).items()} == {
        "escalation": WARN,
        "page": WARN,
        "bot on-call": WARN,
    }


async def test_a_rota_answers_for_lookout_as_people_do(bay: Bay) -> None:
    bay.config["rotas"] = {"lookout": {"users": ["U0EMIL"]}}
    for own, said in (
        ({"rota": "lookout"}, "whoever is on call by the rota lookout"),
        ({"rota": "lookout", "users": ["U0IVY"]}, "1 people and whoever is on call by the rota lookout"),
    ):
        bay.config["bot_oncall"] = own
        line = next(one for one in await bay.lines() if one.name == "bot on-call")
        assert (line.verdict, line.said) == (Condition.OK, said)


async def test_groups_that_cannot_be_read_are_not_empty_groups(bay: Bay) -> None:
    bay.workspace.faults.limit("usergroups.users.list", times=1, retry_after=30)
    bay.workspace.faults.fail("usergroups.users.list", "permission_denied")
    ill = await bay.ill()
    assert ill["role"].verdict is UNKNOWN
    assert ill["escalation"].verdict is FAIL


def test_scopes_that_slack_does_not_tell_are_unknown() -> None:
    me = Account(team_id="T", team="t", user_id="U", user="u", scopes=None, date="")
    assert [one.verdict for one in scopes(me)] == [UNKNOWN]


@pytest.mark.parametrize(
    ("seconds", "verdict", "word"),
    [
        (0, OK, "within"),
        (4, OK, "within"),
        (-30, WARN, "behind"),
        (30, WARN, "ahead of"),
        (600, FAIL, "ahead of"),
    ],
)
def test_a_clock_that_is_off_says_by_how_much(seconds: float, verdict: Condition, word: str) -> None:
    found = compared("clock", "Slack's", "Tue, 04 Mar 2025 02:14:00 GMT", START + timedelta(seconds=seconds))
    assert found.verdict is verdict
    assert word in found.said


@pytest.mark.parametrize("date", ["", "half past two"])
def test_a_clock_that_is_not_told_is_unknown(date: str) -> None:
    assert compared("clock", "Slack's", date, START).verdict is UNKNOWN
