from typing import Any

import pytest

from bot.listeners.sources.catalogue import parse
from tests.listeners.source_posts import Post, app, edit, expect, hook, read, same, section

INCIDENT = "https://acme.pagerduty.com/incidents/Q1ABC"


def pagerduty(
    state: str, *below: Post, name: str = "PagerDuty", fields: tuple[str, ...] = (), **more: Any
) -> Post:
    """An incident's message: a line, then a card."""
    told = fields or (
        f"*Status:*\n{state}",
        "*Urgency:*\nHigh",
        "*Service:*\n<https://acme.pagerduty.com/services/P1|cart>",
    )
    card = [section(f"*<{INCIDENT}|[#12] Cart writes fail>*"), section("details", *told), *below]
    return app(
        name,
        text=f"{state} <{INCIDENT}|#12> Cart writes fail",
        attachments=[{"blocks": card, "fallback": f"[#12] {state}: Cart writes fail", "color": "a30200"}],
        **more,
    )


def context(text: str) -> Post:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


@pytest.mark.parametrize(
    ("state", "read_as"),
    [
        ("Triggered", "firing"),
        ("Re-Triggered", "firing"),
        ("Escalated", "firing"),
        ("Reopened", "firing"),
        ("Resolved", "resolved"),
    ],
)
def test_state_service_and_urgency_are_read(state: str, read_as: str) -> None:
    expect(
        pagerduty(state),
        source="pagerduty",
        name="Cart writes fail",
        state=read_as,
        severity="high",
        service="cart",
        incident="12",
        by=None,
    )


def test_an_acknowledgement_is_the_systems_statement_and_the_alert_fires_on() -> None:
    post = pagerduty(
        "Acknowledged", context("Acknowledged by Sam Ito"), edited={"user": "U2", "ts": "1795000360.000030"}
    )
    expect(edit(post), state="firing", by="Sam Ito")
    alert = parse(edit(post))
    assert alert is not None
    assert alert.acknowledged is not None
    assert str(alert.acknowledged.at) == "2026-11-18 11:12:40+00:00"


@pytest.mark.parametrize(
    ("line", "by"),
    [
        ("Acknowledged by <@U0SAM>", "@U0SAM"),
        ("*Acknowledged by:* Sam Ito at 2026-11-19 10:06 UTC", "Sam Ito"),
        ("Acknowledged by <https://acme.pagerduty.com/users/P1|Sam Ito> via mobile app.", "Sam Ito"),
        ("If it is not acknowledged by 10:30 it escalates", ""),
        ("", ""),
    ],
)
def test_the_person_is_kept_as_written(line: str, by: str) -> None:
    expect(pagerduty("Acknowledged", context(line or " ")), by=by)


def test_words_in_an_alert_are_no_acknowledgement() -> None:
    expect(pagerduty("Triggered", context("Acknowledged by Nora")), by=None)


def test_an_acknowledgement_that_ran_out_is_gone() -> None:
    expect(edit(pagerduty("Triggered", context("Acknowledgement timed out"))), by=None, state="firing")


def test_all_messages_about_one_incident_are_one_alert() -> None:
    same(
        pagerduty("Triggered"),
        pagerduty("Acknowledged", context("Acknowledged by Sam Ito")),
        pagerduty("Resolved", fields=("*Priority:*\nP1", "*Status:*\nResolved")),
        app("PagerDuty", text=f":white_check_mark: *Resolved:* <{INCIDENT}|Cart writes fail on the primary>"),
    )


@pytest.mark.parametrize(
    "post",
    [
        app("PagerDuty", text=f":red_circle: *Triggered* | <{INCIDENT}|#12> | Cart writes fail"),
        app("PagerDuty", text="Incident #12 triggered: Cart writes fail"),
        app("PagerDuty", text="[#12] Triggered: Cart writes fail"),
        hook(
            {
                "title": "#12: Cart writes fail",
                "title_link": INCIDENT,
                "fields": [{"title": "Status", "value": "Triggered"}],
            }
        ),
        app("Pager", blocks=[section(f"<{INCIDENT}|Cart writes fail>", "*Status*\nTriggered")]),
        app("Night watch", text=f"*Triggered:* <{INCIDENT}|Cart writes fail>"),
    ],
    ids=range(6),
)
def test_other_forms_are_read(post: Post) -> None:
    expect(post, source="pagerduty", name="Cart writes fail", state="firing")


def test_another_systems_title_inside_is_left_as_it_is() -> None:
    post = app("PagerDuty", text=f"Triggered <{INCIDENT}|#12> [FIRING:2] CartDown shop (critical)")
    expect(post, source="pagerduty", name="[FIRING:2] CartDown shop (critical)")


def test_a_changed_priority_raises_the_severity_of_the_same_alert() -> None:
    low, high = (
        pagerduty("Triggered", fields=("*Status:*\nTriggered", f"*Priority:*\n{one}")) for one in ("P3", "P1")
    )
    same(low, high)
    assert (read(low)["severity"], read(high)["severity"]) == ("warning", "critical")


@pytest.mark.parametrize(
    "text",
    [
        "On-call shift starts: Sam Ito is now on call for Cart",
        "Sam Ito is on call for Cart until Monday",
        f"Note added to <{INCIDENT}|#12> by Sam Ito: it is the database again",
        f"Status update on <{INCIDENT}|#12>: we are seeing errors",
        "Maintenance window started for Cart",
        "Postmortem for #12 was published",
        "Weekly on-call report: 14 incidents were triggered",
        f"Responders were requested for <{INCIDENT}|#12>",
    ],
)
def test_what_pagerduty_tells_beside_is_no_alert(text: str) -> None:
    assert read(app("PagerDuty", text=text)) == {}


def test_an_unknown_shape_of_pagerdutys_falls_to_the_general_parser() -> None:
    expect(app("PagerDuty", text="ALARM: Cart writes fail"), source="pagerduty", state="firing")
