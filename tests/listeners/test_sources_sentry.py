from typing import Any

import pytest

from tests.listeners.source_posts import Post, app, edit, expect, hook, read, same, section

ISSUE = "https://acme.sentry.io/issues/41/?referrer=slack&amp;alert_rule_id=7"
RULE = "https://acme.sentry.io/organizations/acme/alerts/rules/details/77/?alert=3"


def context(text: str) -> Post:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def issue(sign: str = ":red_circle:", *below: Post, name: str = "Sentry", **more: Any) -> Post:
    """An issue alert."""
    blocks = [
        {**section(f"{sign} <{ISSUE}|*PoolTimeout: no connection*>"), "block_id": '{"issue":41,"rule":7}'},
        context("cart.db in acquire"),
        section("```no connection after 30 s```"),
        *below,
        section("environment: `prod`  release: `cart@2.31`  "),
        context(
            "Project: <https://s.example/p|cart>    Alert: <https://x.example|Many>    Short ID: CART-9F"
        ),
    ]
    return app(name, text="[cart] PoolTimeout: no connection", blocks=blocks, **more)


def metric(title: str, *, name: str = "Sentry", colour: str = "e03e2f") -> Post:
    """A metric alert."""
    started = "<!date^1795000000^Started: {date_pretty} at {time} | Sentry Incident>"
    attachment = {"color": colour, "blocks": [section(f"12% failure rate in the last 5 minutes\n{started}")]}
    return app(name, text=f"<{RULE}|*{title}*>", attachments=[attachment])


def test_an_issue_is_read_with_its_project_as_the_service() -> None:
    expect(
        issue(),
        source="sentry",
        name="PoolTimeout: no connection",
        state="firing",
        severity="high",
        service="cart",
        environment="prod",
        release="cart@2.31",
        short_id="CART-9F",
    )


@pytest.mark.parametrize(
    ("sign", "severity"),
    [
        (":bangbang:", "critical"),
        (":large_yellow_circle:", "warning"),
        (":large_blue_circle:", "info"),
        ("", "high"),
    ],
)
def test_the_circle_tells_the_level(sign: str, severity: str) -> None:
    expect(issue(sign), severity=severity)


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("*Issue resolved by <@U0PRIYA>*", "resolved"),
        ("*Issue archived by <@U0PRIYA>*", "firing"),
        ("*Issue assigned to #shop by <@U0PRIYA>*", "firing"),
        ("*Issue re-opened by <@U0PRIYA>*", "firing"),
        ("the issue was not resolved by the retry", "firing"),
    ],
)
def test_what_was_done_with_the_issue_is_read_of_the_edit(line: str, state: str) -> None:
    edited = edit(issue(":white_circle:", section(line)))
    expect(edited, state=state, by=None)
    same(issue(), edited)


@pytest.mark.parametrize(
    ("title", "state", "severity"),
    [
        ("Critical: Cart failure rate", "firing", "critical"),
        ("Warning: Cart failure rate", "firing", "warning"),
        ("Resolved: Cart failure rate", "resolved", "high"),
    ],
)
def test_a_metric_alert_has_its_state_at_the_head(title: str, state: str, severity: str) -> None:
    post = metric(title)
    expect(post, source="sentry", name="Cart failure rate", state=state, severity=severity)
    assert str(read(post)["starts_at"]) == "2026-11-18 11:06:40+00:00"


def test_a_metric_alert_and_its_recovery_are_one_alert() -> None:
    same(
        metric("Critical: Cart failure rate"),
        metric("Warning: Cart failure rate"),
        metric("Resolved: Cart failure rate"),
    )


def test_the_older_form_with_an_attachment_is_read() -> None:
    post = hook(
        {
            "title": "PoolTimeout: no connection",
            "title_link": "https://sentry.example.com/organizations/acme/issues/41/?referrer=slack",
            "fallback": "[cart] PoolTimeout: no connection",
            "color": "#E03E2F",
            "footer": "CART-9F via Many errors",
            "fields": [{"title": "environment", "value": "prod"}, {"title": "level", "value": "fatal"}],
        }
    )
    expect(
        post,
        source="sentry",
        name="PoolTimeout: no connection",
        service="cart",
        short_id="CART-9F",
        severity="critical",
    )
    same(post, issue())


def test_a_bot_of_another_name_is_known_by_block_and_link() -> None:
    expect(issue(name="Bug hunter"), source="sentry")
    expect(metric("Critical: Cart failure rate", name="Watch"), source="sentry")


@pytest.mark.parametrize(
    "text",
    [
        "Version cart@2.31 was deployed to production",
        "Weekly report for Acme: 1.2k errors",
        "New comment by Sam on CART-9F",
        f"Issue <{ISSUE}|CART-9F> assigned to Sam by Ana",
        "User Feedback: the button does not work",
        "Tell us how we are doing: a short survey",
        "Release 2.31 created for project cart",
    ],
)
def test_what_sentry_tells_beside_is_no_alert(text: str) -> None:
    assert read(app("Sentry", text=text, blocks=[section(text)])) == {}


def test_an_unknown_shape_of_sentrys_falls_to_the_general_parser() -> None:
    expect(app("Sentry", text=":red_circle: Cron monitor nightly failed"), source="sentry", state="firing")
