"""The Slack app's manifest says what the code uses, all of it and nothing else."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.slack.egress import READS
from bot.adapters.slack.scopes import LOST
from bot.render.actions import TRIAGE_SHORTCUT
from bot.sandbox.workspace import seed

ROOT = Path(__file__).parents[2]
MANIFEST: dict[str, Any] = yaml.safe_load(
    (ROOT / "deploy" / "slack-manifest.yaml").read_text(encoding="utf-8")
)
SCOPES = frozenset(MANIFEST["oauth_config"]["scopes"]["bot"])
EVENTS = frozenset(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
FEATURES = MANIFEST["features"]

ANY_READ = frozenset({"channels:read", "groups:read"})
ANY_HISTORY = frozenset({"channels:history", "groups:history"})
NEEDS: dict[str, frozenset[str]] = {
    "auth.test": frozenset(),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "chat.delete": frozenset({"chat:write"}),
    "chat.getPermalink": frozenset(),
    "conversations.history": ANY_HISTORY,
    "conversations.info": ANY_READ,
    "conversations.list": ANY_READ,
    "conversations.members": ANY_READ,
    "conversations.replies": ANY_HISTORY,
    "usergroups.users.list": frozenset({"usergroups:read"}),
    "users.conversations": ANY_READ,
    "users.info": frozenset({"users:read"}),
    "views.open": frozenset(),
    "views.publish": frozenset(),
}
"""The scopes that Slack asks for each method, for public and for private channels."""
HEARD = {
    "app_home_opened": {"app_home_opened": frozenset[str]()},
    "app_mention": {"app_mention": frozenset({"app_mentions:read"})},
    "message": {
        "message.channels": frozenset({"channels:history"}),
        "message.groups": frozenset({"groups:history"}),
    },
}
"""The subscriptions, with their scopes, behind each event that a listener may name."""
FOR_COMMANDS = frozenset({"commands"})
SPARE = frozenset({"reactions:write"})
"""What the sandbox's app holds besides, so that the sandbox can try reactions; nothing of Lookout's calls them."""
METHOD = re.compile(
    r"(?:auth|chat|conversations|usergroups|users|views|reactions|files|bots|team|pins)(?:\.\w+)+"
)


def texts(folder: str) -> set[str]:
    """Every string in the sources of a room."""
    return {
        node.value
        for path in (ROOT / "bot" / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def registered(what: str) -> set[str]:
    """The names given to `app.event` or `app.command` in the listeners."""
    found: set[str] = set()
    for path in (ROOT / "bot" / "listeners").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Constant(value=str(name)), *_]) if (
                    attr == what
                ):
                    found.add(name)
    return found


METHODS = {text for text in texts("adapters/slack") if METHOD.fullmatch(text)}


def test_the_table_of_scopes_names_every_method_that_is_called_and_no_other() -> None:
    assert set(READS) <= METHODS
    assert set(NEEDS) == METHODS


def test_the_listeners_hear_what_the_table_of_events_says() -> None:
    assert registered("event") == set(HEARD)


def test_the_events_are_those_that_the_listeners_hear() -> None:
    assert {name for heard in HEARD.values() for name in heard} == EVENTS


def test_the_scopes_are_those_that_the_methods_and_events_need() -> None:
    methods = frozenset[str]().union(*NEEDS.values())
    events = frozenset[str]().union(*(one for heard in HEARD.values() for one in heard.values()))
    assert methods | events | FOR_COMMANDS == SCOPES == set(LOST)


def test_the_sandbox_grants_no_scope_that_a_real_app_would_lack() -> None:
    assert seed.SCOPES - SPARE <= SCOPES
    assert SCOPES <= seed.SCOPES
    assert EVENTS <= seed.SUBSCRIPTIONS


def test_nothing_asks_for_what_only_the_sandbox_grants() -> None:
    assert not {name for name in METHODS if name.startswith("reactions.")}


def test_the_command_is_the_one_that_is_answered_and_the_sandboxs() -> None:
    (command,) = FEATURES["slash_commands"]
    assert {command["command"]} == registered("command")
    (shown,) = seed.COMMANDS
    assert (command["command"], command["usage_hint"]) == (shown.command, shown.usage_hint)


def test_the_shortcut_is_the_one_that_is_answered_and_the_sandboxs() -> None:
    (shortcut,) = FEATURES["shortcuts"]
    (shown,) = seed.SHORTCUTS
    assert shortcut["type"] == "message"
    assert shortcut["callback_id"] == TRIAGE_SHORTCUT == shown.callback_id
    assert shortcut["name"] == shown.name


def test_the_home_that_is_published_can_be_opened() -> None:
    assert ("views.publish" in METHODS) is FEATURES["app_home"]["home_tab_enabled"] is True


def test_the_app_needs_no_public_address() -> None:
    settings = MANIFEST["settings"]
    assert settings["socket_mode_enabled"] is True
    assert settings["interactivity"] == {"is_enabled": True}
    assert "redirect_urls" not in MANIFEST["oauth_config"]
    assert "url" not in FEATURES["slash_commands"][0]


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        (MANIFEST["display_information"]["name"], 35),
        (MANIFEST["display_information"]["description"], 140),
        (FEATURES["bot_user"]["display_name"], 80),
        (FEATURES["shortcuts"][0]["name"], 24),
        (FEATURES["shortcuts"][0]["description"], 150),
        (FEATURES["slash_commands"][0]["command"], 32),
        (FEATURES["slash_commands"][0]["description"], 2000),
        (FEATURES["slash_commands"][0]["usage_hint"], 1000),
    ],
)
def test_every_text_fits_slacks_limit(text: str, longest: int) -> None:
    assert 0 < len(text) <= longest


def test_no_green_dot_says_that_somebody_is_there() -> None:
    assert FEATURES["bot_user"]["always_online"] is False
