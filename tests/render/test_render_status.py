import pytest

from bot.domain.alert import AlertState, Link, Statement
from bot.domain.incident import IncidentStatus
from bot.domain.snapshot import Gap, Read
from bot.render.actions import ActionId, unpack
from bot.render.owner import owner_line, post_line
from bot.render.status import link_lines, progress_line, status_message
from bot.voice.payload import screen
from tests.render import render_factories as make
from tests.render.everything_said import POSTS
from tests.render.slack_limits import buttons, shown


def test_an_unowned_incident_says_so_first_with_the_time() -> None:
    assert owner_line(make.incident(), make.NOW) == "Nobody owns this incident as of 02:14 UTC"
    assert post_line(make.incident(), make.NOW) == "Nobody owns this incident as of 02:14 UTC"


def test_an_owner_is_named_in_the_status_message_only() -> None:
    assert owner_line(make.owned(), make.NOW) == "Owner: <@U0NORA>, who took ownership at 02:16 UTC"
    assert post_line(make.owned(), make.NOW) == "Owner: see the status message"


def test_the_buttons_follow_the_ownership() -> None:
    rest = ["Triage again", "Stop", "Close incident"]
    assert buttons(POSTS["status new"]) == ["Take ownership", *rest]
    assert buttons(POSTS["status owned"]) == ["Hand over", "Release", *rest]


def test_a_closed_incident_has_no_buttons_and_names_who_closed_it_with_the_cause() -> None:
    said = POSTS["status closed"]
    assert buttons(said) == []
    assert "<@U0NORA> closed it at 03:10; cause given: `wrong port in the probe`" in said.text


def test_a_closed_incident_without_a_time_invents_none() -> None:
    one = make.closed(closed_at=None, cause="")
    said = status_message(
        one, now=make.NOW, deployment="d", alert=None, stage="a stage", switch=make.switch(make.stop())
    )
    assert "<@U0NORA> closed it; cause given: (no words given)" in said.text
    assert "a stage" not in said.text
    assert "Stop in force" not in said.text


def test_every_button_carries_deployment_and_incident() -> None:
    row = POSTS["status new"].blocks[-1]["elements"]
    for element in row:
        pressed = unpack(element["value"])
        assert pressed is not None
        assert (pressed.deployment, pressed.incident_id) == ("prod-1", "inc-1")
    assert row[0]["action_id"] == ActionId.TAKE


def test_progress_is_said_of_executed_reads_and_gaps_are_not_read() -> None:
    gaps = (
        Gap(what="events", why="403 and more", reason="not allowed"),
        Gap(what="nodes", why="403", reason="not allowed"),
    )
    line = progress_line((Read(what="pods", count=212, seconds=0.41),), (*gaps, Gap(what="jobs", why="404")))
    assert line == (
        "Read by a program, not by a person: pods: 212 read, 0.4 s. "
        "`events`, `nodes`: not read (not allowed). `jobs`: not read (404)."
    )


@pytest.mark.parametrize("many", [1, 5, 9, 24, 40])
@pytest.mark.parametrize(
    "why", ["the API server cannot be reached: dial tcp", "forbidden: I am on it", "no answer"]
)
def test_however_much_was_not_read_it_can_be_said(many: int, why: str) -> None:
    gaps = [
        Gap(what=f"kind{index}", why=why, reason=("no answer", "not allowed")[index % 2])
        for index in range(many)
    ]
    said = status_message(make.incident(), now=make.NOW, deployment="d", alert=None, gaps=gaps)
    judged = screen("chat.postMessage", {"channel": "C1", "text": said.text, "blocks": list(said.blocks)})
    assert (judged.refused, judged.withheld) == (False, ())
    assert "not read (no answer)" in said.text


@pytest.mark.parametrize(
    ("by", "shown_as"),
    [
        ("Sam Ito", "`Sam Ito`"),
        ("", "`(not named)`"),
        ("@U0SAM", "`@U0SAM`"),
        ("I own this", "`(name withheld)`"),
    ],
)
def test_an_acknowledgement_elsewhere_is_that_systems_statement_and_owns_nothing(
    by: str, shown_as: str
) -> None:
    told = {"pagerduty": Statement(by=by, at=make.NOW), "opsgenie": Statement(by="Ana")}
    said = status_message(make.incident(), now=make.NOW, deployment="d", alert=None, acknowledged=told)
    judged = screen("chat.postMessage", {"channel": "C1", "text": said.text, "blocks": list(said.blocks)})
    assert (judged.refused, judged.withheld) == (False, ())
    assert said.text.startswith("Nobody owns")
    assert f"PagerDuty reported state acknowledged by {shown_as} at 02:14; ownership here is not" in said.text
    assert "Opsgenie reported state acknowledged by `Ana`; ownership here is not changed" in said.text


def test_before_the_first_read_nothing_is_said_of_reads() -> None:
    assert progress_line((), ()) == ""
    assert "Read by" not in POSTS["status new"].text


def test_a_read_that_found_nothing_is_said_without_a_line_of_its_own() -> None:
    line = progress_line((Read(what="pods", count=2, seconds=0.1), Read(what="jobs", count=0)), ())
    assert line == "Read by a program, not by a person: pods: 2 read, 0.1 s; read and empty: jobs."


def test_logs_are_said_together() -> None:
    logs = [
        Read(what="log of shop/cart-7d9f/cart", count=40, seconds=0.2),
        Read(what="previous log of shop/cart-7d9f/cart", count=2, seconds=0.1),
    ]
    assert progress_line(logs, ()) == "Read by a program, not by a person: 2 logs: 42 lines read, 0.3 s."


def test_many_reads_and_gaps_are_counted() -> None:
    reads = [Read(what=f"kind{index}", count=index + 1) for index in range(30)]
    gaps = [Gap(what=f"log{index}", why="late") for index in range(20)]
    line = progress_line(reads, gaps)
    assert "14 more reads not listed" in line
    assert "and 14 more: not read (late)." in line


def test_recovery_is_the_statement_of_its_source() -> None:
    assert "Alertmanager reported resolved at 02:40" in POSTS["status quiet"].text


def test_a_resolved_alert_of_a_firing_incident_is_not_told_as_firing() -> None:
    told = make.alert(state=AlertState.RESOLVED)
    said = status_message(make.incident(), now=make.NOW, deployment="d", alert=told)
    assert "firing" not in said.text


def test_no_data_is_told_as_blind_monitoring() -> None:
    assert "Grafana reports no data since 02:10: monitoring is blind there" in POSTS["status blind"].text


def test_the_source_of_the_alert_serves_when_the_incident_names_none() -> None:
    told = make.alert(source="robusta", starts_at=None)
    said = status_message(make.incident(source=""), now=make.NOW, deployment="d", alert=told)
    assert "Robusta reports `HighErrorRate` firing" in said.text
    nobody = make.incident(source="", status=IncidentStatus.QUIET, quiet_since=make.NOW)
    said = status_message(nobody, now=make.NOW, deployment="d", alert=None)
    assert "The alert's source reported resolved at 02:14" in said.text


def test_without_a_target_the_status_says_so() -> None:
    assert "Target: no target mapped" in POSTS["status blind"].text


def test_a_stop_that_does_not_concern_the_incident_is_not_shown() -> None:
    def stops(*scopes: str) -> str:
        levers = make.switch(*(make.stop(scope=scope) for scope in scopes))
        one = make.incident()
        return status_message(one, now=make.NOW, deployment="d", alert=None, switch=levers).text

    assert "Stop in force" not in stops("service:search", "incident:other")
    for scope in ("service:cart", "incident:inc-1", "everything"):
        assert f"Stop in force for `{scope}` since 02:20, lever: <@U0IVY>" in stops(scope)


def test_links_of_the_alert_are_kept_under_labels_of_our_own() -> None:
    links = (
        Link(label="Runbook_URL", url="https://a.example/r?x=1&y=2"),
        Link(label="I own this, go back to bed", url="https://b.example/"),
        Link(label="dashboard", url="https://a.example/r?x=1&y=2"),
    )
    runbook, other = (
        "<https://a.example/r?x=1&amp;y=2|runbook> (`a.example`)",
        "<https://b.example/|link> (`b.example`)",
    )
    assert link_lines(links) == [f"Links of the alert: {runbook}, {other}"]


def test_the_links_that_help_first_come_first() -> None:
    labels = ("source", "silence", "panel", "dashboard_url", "runbook_url")
    [line] = link_lines(
        [Link(label=one, url=f"https://{place}.example/") for place, one in enumerate(labels)]
    )
    assert [word.partition(">")[0] for word in line.split("|")[1:]] == [
        *("runbook", "dashboard", "panel", "silence", "source")
    ]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (
            "https://g.example/d/x?var-pod=$__all&from=now-1h",
            "https://g.example/d/x?var-pod=$__all&amp;from=now-1h",
        ),
        ('https://g.example/?q={a="b|c"}', "https://g.example/?q=%7Ba=%22b%7Cc%22%7D"),
        ("https://g.example:3000", "https://g.example:3000"),
        ("http://g.example/a%2Fb", "http://g.example/a%2Fb"),
    ],
)
def test_what_may_stand_in_an_address_does_not_end_the_link(url: str, address: str) -> None:
    assert link_lines([Link(label="panel", url=url)])[0].startswith(f"Links of the alert: <{address}|panel>")


def test_an_address_that_could_forge_markup_is_left_out_and_counted() -> None:
    links = [
        Link(label="x", url=url)
        for url in (
            "https://a.example/|All clear>",
            "javascript:x",
            "https://b c/",
            "https://safe.example@evil/",
        )
    ]
    assert link_lines(links) == ["4 links of the alert not shown"]
    many = [Link(label="x", url=f"https://a.example/{index}") for index in range(13)]
    assert link_lines(many)[-1] == "3 links of the alert not shown"


def test_stored_links_are_shown_without_the_alert() -> None:
    links = (Link(label="dashboard", url="https://graphs.example/d/1"),)
    said = status_message(make.incident(), now=make.NOW, deployment="d", alert=None, links=links)
    assert "<https://graphs.example/d/1|dashboard> (`graphs.example`)" in shown(said)


def test_whether_there_is_a_diagnosis_is_said() -> None:
    assert "Diagnosis: none yet" in POSTS["status new"].text
    assert "Diagnosis: see this thread" in POSTS["status read"].text
    assert "The snapshot is 3 s old." in POSTS["status read"].text
    assert "Diagnosis:" not in POSTS["status closed"].text


def test_an_alert_that_comes_and_goes_is_counted() -> None:
    def said(recoveries: int, status: IncidentStatus = IncidentStatus.FIRING) -> str:
        quiet = {"quiet_since": make.NOW} if status is IncidentStatus.QUIET else {}
        incident = make.incident(status=status, **quiet)
        return status_message(incident, now=make.NOW, deployment="d", alert=None, recoveries=recoveries).text

    assert "comes and goes" not in said(0)
    assert "reported resolved 1 time so far" in said(1)
    assert "comes and goes" not in said(1, IncidentStatus.QUIET)
    assert "reported resolved 3 times so far" in said(3, IncidentStatus.QUIET)


def test_who_else_alerts_is_named_up_to_a_bound() -> None:
    many = [f"prod/shop/service-{number}" for number in range(9)]
    said = status_message(make.incident(), now=make.NOW, deployment="d", alert=None, also=many).text
    assert "`prod/shop/service-5` and 3 more" in said
    assert "service-6" not in said
