from typing import Any

import pytest

from tests.listeners.source_posts import Post, app, edit, expect, hook, read, same

LINK = "<https://opsg.in/a/i/acme/77|#77>"


def opsgenie(text: str, *, name: str = "Opsgenie", **fields: str) -> Post:
    """A sentence about an alert, its fields below."""
    told = [
        {"title": key.replace("_", " ").title(), "value": value, "short": True}
        for key, value in fields.items()
    ]
    return app(name, text=text, attachments=[{"color": "daa038", "fallback": text, "fields": told}])


CASES: list[tuple[str, dict[str, Any]]] = [
    (f'New alert: "{LINK}: Cart lag is above 50k" [P2]', {"state": "firing", "severity": "high", "by": None}),
    (f'Alert "{LINK}: Cart lag is above 50k" closed by *System* [P2]', {"state": "resolved", "by": None}),
    (f'Alert "{LINK}: Cart lag is above 50k" acknowledged by *Sam Ito* [P2]', {"state": "firing", "by": "Sam Ito"}),
    (f'Alert "{LINK}: Cart lag is above 50k" escalated to *platform* [P1]', {"severity": "critical"}),
    (f'Alert "{LINK}: Cart lag is above 50k" reopened [P3]', {"state": "firing", "severity": "warning"}),
    (f"Acknowledged: {LINK} Cart lag is above 50k", {"state": "firing", "by": ""}),
    (f":warning: *Created:* {LINK} Cart lag is above 50k [P1]", {"severity": "critical"}),
    (f"Closed alert {LINK}: Cart lag is above 50k", {"state": "resolved"}),
    ("[#77] Created: Cart lag is above 50k", {"state": "firing"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=range(len(CASES)))
def test_what_stands_around_the_name_tells_the_state(text: str, wanted: dict[str, Any]) -> None:
    expect(opsgenie(text), source="opsgenie", name="Cart lag is above 50k", **wanted)


def test_all_posts_about_one_alert_have_one_fingerprint() -> None:
    same(*(opsgenie(text) for text, _ in CASES))


def test_tags_and_details_become_labels() -> None:
    post = opsgenie(
        f'New alert: "{LINK}: Cart lag" [P2]',
        priority="P1",
        tags="prod, kafka, service:cart, kube_namespace=shop",
        source="Prometheus",
        details="cluster: eu-1",
        count="7",
    )
    expect(post, severity="critical", service="cart", namespace="shop", cluster="eu-1", count=7)
    assert read(post)["tags"].startswith("prod, kafka")


def test_words_in_the_name_do_not_tell_the_state() -> None:
    expect(opsgenie(f'New alert: "{LINK}: connections closed by peer" [P2]'), state="firing", by=None)
    expect(opsgenie(f'New alert: "{LINK}: acknowledged by Nora" [P2]'), by=None)


@pytest.mark.parametrize("name", ["Jira Service Management", "Ops", "opsgenie-prod"])
def test_the_successor_and_renamed_bots_are_known(name: str) -> None:
    expect(opsgenie(f'New alert: "{LINK}: Cart lag" [P2]', name=name), source="opsgenie", name="Cart lag")


def test_attachment_alone_with_a_linked_title_is_read() -> None:
    post = hook(
        {
            "title": "#77: Cart lag",
            "title_link": "https://acme.app.opsgenie.com/alert/detail/abc-1/details",
            "fields": [{"title": "Status", "value": "open"}, {"title": "Priority", "value": "P2"}],
        }
    )
    expect(post, source="opsgenie", name="Cart lag", severity="high", state="firing")
    expect(edit(opsgenie(f'Alert "{LINK}: Cart lag" closed by *Sam* [P2]')), state="resolved")


@pytest.mark.parametrize(
    "text",
    [
        "Sam Ito is now on call for platform_schedule",
        "On-call schedule platform was updated",
        f'Note added to alert "{LINK}: Cart lag" by *Sam*: looking at kafka',
        f'Alert "{LINK}: Cart lag" assigned to *Sam Ito* [P2]',
        f'Alert "{LINK}: Cart lag" snoozed until 10:00 by *Sam* [P2]',
        "Weekly report: 31 alerts were created",
        "Integration Prometheus was disabled",
    ],
)
def test_what_opsgenie_tells_beside_is_no_alert(text: str) -> None:
    assert read(opsgenie(text)) == {}


def test_an_unknown_shape_of_opsgenies_falls_to_the_general_parser() -> None:
    expect(opsgenie("DOWN | heartbeat of the nightly job"), source="opsgenie", state="firing")
