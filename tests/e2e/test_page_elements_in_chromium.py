"""Modals, menus and choices in a real browser, answered by a small Bolt app."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, expect
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import Workspace, seed
from tests.e2e.browsing import IN_CHROMIUM, browser, opened, press, shows, workspace

pytestmark = IN_CHROMIUM
__all__ = ["browser", "workspace"]
CHANNEL = "C0INCIDENTS"
Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": words(f"the {value} one"), "value": value}


def field(name: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": words(name),
        "element": {"action_id": name, **element},
        **more,
    }


def view(*blocks: Json) -> Json:
    says = {"title": words("A form"), "submit": words("Send"), "close": words("Back")}
    return {"type": "modal", "callback_id": "form", **says, "blocks": list(blocks)}


LOADING = view({"type": "section", "text": words("Loading…")})
LOADED = view(
    field("Service", {"type": "plain_text_input"}, dispatch_action=True),
    field("Size", {"type": "static_select", "options": [option("small"), option("large")]}),
    field("Why", {"type": "plain_text_input", "multiline": True}),
)


class App:
    """What the app hears, and the next answer to a submission."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self.heard: list[tuple[str, Any]] = []
        self.bolt = AsyncApp(token=seed.BOT_TOKEN, client=client)
        self.bolt.action("open")(self.open)
        self.bolt.action("Service")(self.named)
        for menu in ("overflow", "select"):
            self.bolt.action(menu)(self.chosen)
        self.bolt.view("form")(self.submitted)

    async def open(self, ack: Any, body: Json) -> None:
        await ack()
        shown = await self.client.views_open(trigger_id=body["trigger_id"], view=LOADING)
        self.heard.append(("loading", shown["view"]["id"]))

    async def named(self, ack: Any, body: Json, action: Json) -> None:
        await ack()
        self.heard.append(("dispatched", action["value"]))
        note = {"type": "context", "elements": [{**words(f"{action['value']} is known")}]}
        await self.client.views_update(view_id=body["view"]["id"], view=view(*LOADED["blocks"], note))

    async def chosen(self, ack: Any, action: Json) -> None:
        await ack()
        self.heard.append((action["action_id"], action["selected_option"]["value"]))

    async def submitted(self, ack: Any, view: Json) -> None:
        values = view["state"]["values"]
        if values["Why"]["Why"]["value"] == "no reason":
            await ack(response_action="errors", errors={"Why": "A reason is needed."})
            return
        await ack()
        size = values["Size"]["Size"]["selected_option"]["value"]
        self.heard.append(("submitted", (values["Service"]["Service"]["value"], size)))


@pytest_asyncio.fixture(loop_scope="module")
async def app(workspace: Workspace) -> AsyncIterator[App]:
    client = AsyncWebClient(token=seed.BOT_TOKEN, base_url=workspace.api_url)
    client.proxy = None
    made = App(client)
    handler = AsyncSocketModeHandler(made.bolt, seed.APP_TOKEN, proxy=None)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    yield made
    await handler.close_async()  # type: ignore[no-untyped-call]  # as above


async def heard(workspace: Workspace, app: App, kind: str) -> Any:
    await workspace.wait_for(lambda: kind in dict(app.heard), 20)
    return dict(app.heard)[kind]


async def test_a_modal_loads_keeps_what_was_typed_complains_beside_the_field_and_is_taken(
    browser: Browser, workspace: Workspace, app: App
) -> None:
    opener = {"type": "button", "action_id": "open", "text": words("Open")}
    await app.client.chat_postMessage(
        channel=CHANNEL, text="x", blocks=[{"type": "actions", "elements": [opener]}]
    )
    async with opened(browser, workspace.base_url) as page:
        await press(page, "#channel-list", "Open")
        await shows(page, "#modal", "Loading…")
        await app.client.views_update(view_id=await heard(workspace, app, "loading"), view=LOADED)
        service = page.locator("#modal").get_by_label("Service")
        await expect(service).to_be_focused()
        await page.locator("#modal").get_by_label("Why").fill("no reason")
        await service.fill("checkout")
        await service.press("Enter")
        assert await heard(workspace, app, "dispatched") == "checkout"
        await shows(page, "#modal", "checkout is known")
        await expect(service).to_be_focused()
        why = page.locator("#modal").get_by_label("Why")
        await expect(why).to_have_value("no reason")
        await press(page, "#modal", "Send")
        await shows(page, "#modal .error", "Please complete this required field.")
        await page.locator("#modal").get_by_label("Size").select_option("large")
        await press(page, "#modal", "Send")
        await shows(page, "#modal .error", "A reason is needed.")
        await expect(why).to_be_focused()
        await expect(why).to_have_attribute("aria-invalid", "true")
        await why.fill("it is slow")
        await press(page, "#modal", "Send")
        await page.locator("#modal[open]").wait_for(state="detached")
        assert await heard(workspace, app, "submitted") == ("checkout", "large")


async def test_menus_in_a_message_are_chosen_by_keyboard_and_by_hand(
    browser: Browser, workspace: Workspace, app: App
) -> None:
    choices = [option("first"), option("second")]
    menus: list[Json] = [
        {"type": "overflow", "action_id": "overflow", "options": choices},
        {"type": "static_select", "action_id": "select", "placeholder": words("Which?"), "options": choices},
    ]
    asked = {
        "title": words("Sure?"),
        "text": words("It counts."),
        "confirm": words("Yes"),
        "deny": words("No"),
    }
    menus[1]["confirm"] = asked
    await app.client.chat_postMessage(
        channel=CHANNEL, text="x", blocks=[{"type": "actions", "elements": menus}]
    )
    async with opened(browser, workspace.base_url) as page:
        more = page.locator("#channel-list .actions").get_by_role("button", name="More")
        await more.focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Escape")
        await expect(more).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.press("End")
        await page.keyboard.press("Enter")
        assert await heard(workspace, app, "overflow") == "second"
        which = page.locator("#channel-list").get_by_label("Which?")
        await which.select_option("first")
        await press(page, "dialog.small", "No")
        await which.select_option("second")
        await press(page, "dialog.small", "Yes")
        assert await heard(workspace, app, "select") == "second"
