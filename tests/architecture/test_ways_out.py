"""Every byte to Slack passes the egress: this enumerates all the ways out that the libraries offer."""

import ast
import re

import pytest
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from tests.architecture.sources import calls, dotted, imported, trees

EGRESS = "adapters/slack/egress.py"
PAGES_OUT = "adapters/paging/post.py"
PAGE_HOME = "triage/paging/call.py"
MAKES_CLIENTS = "adapters/slack/client.py"
HOLDS_CLIENT = {EGRESS, MAKES_CLIENTS, "adapters/slack/socket.py", "listeners/bolt.py", "app/__init__.py"}
SPEAKING = {
    "say",
    "respond",
    "client",
    "complete",
    "fail",
    "set_status",
    "set_title",
    "set_suggested_prompts",
    "say_stream",
}
"""What Bolt offers a listener that reaches Slack without passing the egress."""


def test_the_list_of_what_bolt_offers_is_complete() -> None:
    offered = set(AsyncArgs.__annotations__)
    silent = {
        "logger", "req", "resp", "request", "response", "context", "body", "payload", "options", "shortcut", "action",
        "view", "command", "event", "message", "ack", "next", "next_", "assistant", "get_thread_context",
        "save_thread_context",
    }  # fmt: skip
    assert offered - silent <= SPEAKING


def test_only_the_egress_and_the_socket_know_the_web_client() -> None:
    clients = ("WebClient", "AsyncWebClient", "WebhookClient", "AsyncWebhookClient")
    users = {
        name
        for name, tree in trees().items()
        if not name.startswith("sandbox/")
        and any(one.rsplit(".", 1)[-1] in clients for one in imported(tree))
    }
    assert users <= HOLDS_CLIENT
    assert EGRESS in users


def test_only_the_egress_calls_slack() -> None:
    methods = {
        "api_call",
        "chat_postMessage",
        "chat_update",
        "views_open",
        "files_upload_v2",
        "reactions_add",
    }
    callers = {
        name
        for name, tree in trees().items()
        for called, _ in calls(tree)
        if called.rsplit(".", 1)[-1] in methods
    }
    assert callers == {EGRESS}


def test_nobody_else_posts_over_http() -> None:
    """A response_url is a way out too: only the egress has a session to post with."""
    verbs = {"post", "put", "request", "ws_connect"}
    callers = {
        name
        for name, tree in trees().items()
        if not name.startswith(("sandbox/", "adapters/kubernetes/"))
        for called, _ in calls(tree)
        if "session" in called and called.rsplit(".", 1)[-1] in verbs
    }
    assert callers == {EGRESS, PAGES_OUT}


def test_every_way_to_page_stands_behind_the_guard() -> None:
    makers = {
        name
        for name, tree in trees().items()
        for called, _ in calls(tree)
        if called in {"PagerDuty", "Webhook"} and any("adapters.paging" in one for one in imported(tree))
    }
    assert makers == {"app/paging.py"}
    assert "Guarded" in {called for called, _ in calls(trees()["app/paging.py"])}


def test_a_page_has_one_home_which_asks_no_kill_switch() -> None:
    """No scope of a stop silences the page outside Slack."""
    homes = {
        name
        for name, tree in trees().items()
        if name.startswith("triage/")
        for called, _ in calls(tree)
        if called in {"pager.trigger", "pager.resolve"}
    }
    assert homes == {PAGE_HOME}
    assert not any(_asks(called, {}) for called, _ in calls(trees()[PAGE_HOME]))
    assert not any("world" in one for one in imported(trees()[PAGE_HOME]))


def test_no_listener_takes_a_speaking_argument_of_bolt() -> None:
    takers = {
        f"{name}:{node.name}"
        for name, tree in trees().items()
        if name.startswith("listeners/")
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef) and SPEAKING & {argument.arg for argument in node.args.args}
    }
    assert takers == set()


def test_acknowledgements_of_listeners_are_bare() -> None:
    """A body in an acknowledgement is screened on its way out, but none of ours needs one."""
    spoken = {
        f"{name}:{call.lineno}"
        for name, tree in trees().items()
        if name.startswith("listeners/")
        for called, call in calls(tree)
        if called == "ack" and (call.args or call.keywords)
    }
    assert spoken == set()


@pytest.mark.parametrize(
    ("effect", "home"),
    [
        ("messenger.post", "triage/deliver.py"),
        ("messenger.update", "triage/deliver.py"),
        ("messenger.remove", "triage/deliver.py"),
        ("remediators[].apply", "triage/execute.py"),
        ("world.model.ask", "triage/model/guarded.py"),
    ],
)
def test_every_side_effect_has_one_home_that_asks_the_kill_switch(effect: str, home: str) -> None:
    homes = {name for name, tree in trees().items() for called, _ in calls(tree) if called.endswith(effect)}
    assert homes == {home}
    assert any(_asks(called, {}) for called, _ in calls(trees()[home]))


@pytest.mark.parametrize(
    ("home", "effect"),
    [
        ("triage/deliver.py", "_send"),
        ("triage/execute.py", "_send"),
        ("triage/deliver.py", "messenger.post"),
        ("triage/deliver.py", "messenger.remove"),
        ("triage/model/guarded.py", "world.model.ask"),
    ],
)
def test_the_switch_is_asked_before_the_effect_on_the_way_to_it(home: str, effect: str) -> None:
    """Whoever calls the effect has called, above it, something that asks the switch."""
    functions = {
        node.name: node for node in ast.walk(trees()[home]) if isinstance(node, ast.AsyncFunctionDef)
    }
    inner = {"_send"} if effect != "_send" else set()
    callers = [
        node
        for name, node in functions.items()
        if name not in inner and any(called.endswith(effect) for called, _ in calls(node))
    ]
    assert callers
    for caller in callers:
        made = [(call.lineno, called) for called, call in calls(caller)]
        asked = [line for line, called in made if _asks(called, functions)]
        first = min(line for line, called in made if called.endswith(effect))
        assert asked, f"{home}:{caller.name} does not ask the switch"
        assert min(asked) < first, f"{home}:{caller.name} acts first and asks then"


ASKING = {"held_back", "stopped"}
"""Functions of `triage/held.py`, which does nothing but ask; the test below holds them to it."""


def test_what_is_taken_for_asking_asks() -> None:
    asking = {
        node.name: node
        for node in ast.walk(trees()["triage/held.py"])
        if isinstance(node, ast.AsyncFunctionDef)
    }
    assert set(asking) == ASKING
    assert any(called.endswith("world.switch") for called, _ in calls(asking["stopped"]))
    assert any(called == "stopped" for called, _ in calls(asking["held_back"]))


def _asks(called: str, functions: dict[str, ast.AsyncFunctionDef], depth: int = 3) -> bool:
    """Whether a call reads the switch, itself or by functions of the same file."""
    if called.endswith("world.switch") or called in ASKING:
        return True
    inner = functions.get(called)
    return (
        depth > 0 and inner is not None and any(_asks(one, functions, depth - 1) for one, _ in calls(inner))
    )


ASKED_OF_PEOPLE = {"messenger.whisper", "messenger.permalink", "messenger.find"}
"""An answer to the one who pressed or asked is no post: whoever resumes must be answered under a stop of everything."""
EFFECTS = {"messenger.post", "messenger.update", "messenger.remove", "remediators[].apply", "world.model.ask"}
READS = {"remediators[].rehearse", "remediators[].reconcile", "remediators[]"}


def test_every_verb_of_a_port_that_acts_is_known_to_this_test() -> None:
    """A new way to act, a model's above all, must be put on the list of those that ask the switch."""
    acting = re.compile(r"(messenger|remediators\[\]|world\.model|models\[\])\.\w+$")
    used = {
        acting.search(called)[0]  # type: ignore[index] # it was found just before
        for name, tree in trees().items()
        if name.startswith("triage/")
        for called, _ in calls(tree)
        if acting.search(called)
    }
    assert used <= EFFECTS | ASKED_OF_PEOPLE | READS


def test_a_model_is_handed_to_nobody_who_could_ask_it_unguarded() -> None:
    """Beside the one home, the story only looks whether there is a model at all."""
    looks = {
        f"{name}:{node.lineno}"
        for name, tree in trees().items()
        if name.startswith("triage/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and dotted(node.left).endswith("world.model")
    }
    touches = {
        f"{name}:{node.lineno}"
        for name, tree in trees().items()
        if name.startswith("triage/") and name != "triage/model/guarded.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and dotted(node).endswith("world.model")
    }
    assert looks
    assert touches <= looks
