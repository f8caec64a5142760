"""Posts with several alerts, and what changes in an edit."""

from typing import Any

import pytest

from bot.listeners.events import _news
from bot.listeners.sources.catalogue import parse_all
from tests.listeners.source_posts import Post, alertmanager, app, edit, hook, section

ONE, TWO = {"title": "[FIRING:1] CartDown shop"}, {"title": "[FIRING:1] BasketDown shop"}


def header(text: str) -> Post:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


@pytest.mark.parametrize(
    "post",
    [
        hook(ONE, TWO, text="2 alerts"),
        hook({"title": "[RESOLVED] Old shop"}, ONE, TWO),
        app(
            "Watch",
            blocks=[header("ALARM: CartDown"), section("a"), header("ALARM: BasketDown"), section("b")],
        ),
        app(
            "Watch",
            attachments=[{"blocks": [header("[FIRING:1] CartDown x"), header("[FIRING:1] BasketDown x")]}],
        ),
    ],
    ids=range(4),
)
def test_each_attachment_or_header_with_a_state_is_an_alert_and_firing_ones_come_first(post: Post) -> None:
    assert [alert.name for alert in parse_all(post)][:2] == ["CartDown", "BasketDown"]


@pytest.mark.parametrize(
    "post",
    [
        hook(ONE, ONE),
        hook(ONE, {"title": "CPU of the node", "image_url": "https://x.example/1.png"}),
        hook(ONE, {**TWO, "from_url": "https://x.example"}),
        app("Watch", blocks=[header("ALARM: CartDown"), header("What to do"), section("look")]),
    ],
    ids=range(4),
)
def test_an_alert_with_more_about_it_is_one(post: Post) -> None:
    assert len(parse_all(post)) == 1


def test_what_a_workflow_passes_on_is_read_and_a_persons_quote_is_not() -> None:
    shared: dict[str, Any] = {
        "is_share": True,
        "is_msg_unfurl": True,
        "from_url": "https://s.example/p1",
        **ONE,
    }
    assert [alert.name for alert in parse_all(hook(shared, username="Forward alerts"))] == ["CartDown"]
    assert parse_all({"type": "message", "user": "U1", "ts": "1.1", "attachments": [shared]}) == ()


def test_of_an_edit_only_what_changed_is_news() -> None:
    before = alertmanager("[FIRING:1] CartDown shop")
    more = alertmanager("[FIRING:3] CartDown shop")
    unfurled = {
        **before,
        "attachments": [*before["attachments"], {"original_url": "https://x.example", "title": "x"}],
    }
    assert _news({**edit(unfurled), "previous_message": before}, edited=True) == ()
    assert [one.count for one in _news({**edit(more), "previous_message": before}, edited=True)] == [3]
    assert len(_news(edit(before), edited=True)) == 1


def test_legacy_and_block_buttons_are_links() -> None:
    actions = [
        {"type": "button", "text": "Runbook :green_book:", "url": "https://r.example/cart"},
        {"type": "button", "text": "Silence :no_bell:", "url": "https://am.example/silence"},
    ]
    alert = parse_all(alertmanager("[FIRING:1] CartDown shop", actions=actions))[0]
    assert {link.label: link.url for link in alert.links} == {
        "source": "https://am.example/#/alerts?receiver=slack",
        "runbook": "https://r.example/cart",
        "silence": "https://am.example/silence",
    }


@pytest.mark.parametrize(
    ("post", "state", "severity"),
    [
        (hook(text="AUSGELÖST: Warenkorb ist langsam"), "firing", "high"),
        (hook(text="【障害】カートが遅い"), "firing", "high"),
        (
            hook({"title": "Alerte : panier lent", "fields": [{"title": "Gravité", "value": "Critique"}]}),
            "firing",
            "critical",
        ),
        (
            hook({"title": "Alerta: carrito lento", "fields": [{"title": "Severidad", "value": "baja"}]}),
            "firing",
            "info",
        ),
        (hook(text="Behoben: Warenkorb ist langsam"), "resolved", "high"),
        (hook(text="已恢复: 购物车缓慢"), "resolved", "high"),
    ],
    ids=range(6),
)
def test_states_and_severities_of_other_languages_are_read(post: Post, state: str, severity: str) -> None:
    (alert,) = parse_all(post)
    assert (alert.state, alert.severity) == (state, severity)
