"""The page's JSON API under `/ui`: what a person sees, and what a person does."""

import asyncio
import json
from typing import Any

from aiohttp import web

from bot.sandbox.workspace.core import Core
from bot.sandbox.workspace.feed import Change
from bot.sandbox.workspace.inputs import FIELDS
from bot.sandbox.workspace.mentions import mentions
from bot.sandbox.workspace.objects import message_json
from bot.sandbox.workspace.people import People
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.socket_mode import Ack
from bot.sandbox.workspace.stage import Stage
from bot.sandbox.workspace.state import Channel, Json, User, is_reply

TRAFFIC_MOST = 500
KEEP_ALIVE_SECONDS = 15
_ANSWERS = tuple(dict.fromkeys(field for field, _ in FIELDS.values()))


class Ui:
    """The handlers; each takes a request and gives JSON. A refusal is a 400 with Slack's error word."""

    def __init__(self, core: Core, people: People, stage: Stage) -> None:
        self._core = core
        self._people = people
        self._stage = stage

    def routes(self) -> list[web.RouteDef]:
        """All of them."""
        return [
            web.get("/ui/bootstrap", self.bootstrap),
            web.get("/ui/channels/{id}/messages", self.messages),
            web.get("/ui/channels/{id}/threads/{ts}", self.thread),
            web.get("/ui/mentions", self.mentions),
            web.post("/ui/messages", self.say),
            web.post("/ui/commands", self.command),
            web.post("/ui/actions", self.act),
            web.post("/ui/shortcuts", self.shortcut),
            web.post("/ui/reactions", self.react),
            web.get("/ui/views", self.view),
            web.post("/ui/views/{id}/submit", self.submit),
            web.post("/ui/views/{id}/close", self.close),
            web.get("/ui/home", self.home),
            web.post("/ui/home/open", self.open_home),
            web.post("/ui/scenarios/{name}/{verb:fire|clear}", self.scenario),
            web.get("/ui/cluster", self.cluster),
            web.get("/ui/pages", self.pages),
            web.get("/ui/traffic", self.traffic),
            web.get("/ui/events", self.events),
        ]

    async def bootstrap(self, request: web.Request) -> web.Response:
        """Everything that the page needs once; with a `user`, only the channels that this person can see."""
        state, user = self._core.state, request.query.get("user", "")
        bots = [bot for bot in state.bots.values() if not bot.user_id]
        return web.json_response(
            {
                "team": {"id": state.team_id, "name": state.team_name, "domain": state.domain},
                "users": [
                    *(_person(state.team_id, user) for user in state.users.values()),
                    *(_integration(bot.id, bot.name) for bot in bots),
                ],
                "bot": {"id": state.me, "bot_id": state.my_bot.id, "name": state.my_bot.name},
                "groups": [{"id": g.id, "handle": g.handle, "users": g.users} for g in state.groups.values()],
                "channels": [
                    {
                        "id": channel.id,
                        "name": channel.name,
                        "topic": channel.topic,
                        "is_private": channel.is_private,
                        "is_shared": channel.is_ext_shared,
                        "members": sorted(channel.members),
                    }
                    for channel in state.channels.values()
                    if not channel.im_of and (not user or state.sees(user, channel))
                ],
                "commands": [vars(command) for command in state.commands],
                "shortcuts": [vars(shortcut) for shortcut in state.shortcuts],
                "scenarios": [scene.to_json() for scene in self._stage.scenes],
            }
        )

    async def messages(self, request: web.Request) -> web.Response:
        """What stands in a channel, oldest first, with this person's ephemeral messages among it."""
        user, channel = self._place(request)
        shown = [message_json(channel, m) for m in channel.top_level()]
        shown += [m for m in self._whispers(user, channel) if not is_reply(m)]
        return web.json_response({"messages": sorted(shown, key=_ts)})

    async def thread(self, request: web.Request) -> web.Response:
        """A thread, its parent first."""
        user, channel = self._place(request)
        ts = request.match_info["ts"]
        if ts not in channel.messages:
            raise RefusalError("thread_not_found")
        replies = channel.thread(ts)[1:]
        replies += [m for m in self._whispers(user, channel) if m.get("thread_ts") == ts]
        parent = message_json(channel, channel.messages[ts])
        return web.json_response({"messages": [parent, *sorted(replies, key=_ts)]})

    async def mentions(self, request: web.Request) -> web.Response:
        """Which messages name a person."""
        return web.json_response({"mentions": mentions(self._core.state, request.query.get("user", ""))})

    async def say(self, request: web.Request) -> web.Response:
        """Type a message."""
        body = await _body(request)
        thread_ts = body.get("thread_ts") or ""
        ts = await self._people.say(
            _need(body, "user"), _need(body, "channel"), _need(body, "text"), thread_ts
        )
        return web.json_response({"ok": True, "ts": ts})

    async def command(self, request: web.Request) -> web.Response:
        """Run a slash command."""
        body = await _body(request)
        typed = f"{_need(body, 'command')} {body.get('text') or ''}"
        return _acked(await self._people.run_command(_need(body, "user"), _need(body, "channel"), typed))

    async def act(self, request: web.Request) -> web.Response:
        """Click or choose, in a message or a view."""
        body = await _body(request)
        user, action_id, block_id = _need(body, "user"), _need(body, "action_id"), body.get("block_id") or ""
        value = next((body[name] for name in _ANSWERS if body.get(name) is not None), None)
        if body.get("view_id"):
            ack = await self._people.press_in_view(
                user, body["view_id"], action_id, value=value, block_id=block_id
            )
        else:
            channel, ts = _need(body, "channel"), _need(body, "message_ts")
            ack = await self._people.press(user, channel, ts, action_id, value=value, block_id=block_id)
        return _acked(ack)

    async def shortcut(self, request: web.Request) -> web.Response:
        """Choose a message shortcut."""
        body = await _body(request)
        user, channel = _need(body, "user"), _need(body, "channel")
        ts, callback_id = _need(body, "message_ts"), _need(body, "callback_id")
        return _acked(await self._people.run_shortcut(user, channel, ts, callback_id))

    async def react(self, request: web.Request) -> web.Response:
        """Put an emoji under a message, or take it away."""
        body = await _body(request)
        user, channel, ts = _need(body, "user"), _need(body, "channel"), _need(body, "message_ts")
        await self._people.react(user, channel, ts, _need(body, "name"), add=body.get("add", True))
        return web.json_response({"ok": True})

    async def view(self, request: web.Request) -> web.Response:
        """The modal on top of a person's screen."""
        return web.json_response({"view": self._people.view_of(request.query.get("user", ""))})

    async def submit(self, request: web.Request) -> web.Response:
        """Submit a modal."""
        body = await _body(request)
        view_id = request.match_info["id"]
        done = await self._people.submit(_need(body, "user"), body.get("values"), view_id=view_id)
        answer: Json = {"ok": done.ok, "view": done.view}
        answer |= {"errors": done.errors} if done.errors else {}
        return web.json_response(answer | ({"error": done.why} if done.why else {}))

    async def close(self, request: web.Request) -> web.Response:
        """Close a modal."""
        body = await _body(request)
        await self._people.close_view(_need(body, "user"), everything=bool(body.get("everything")))
        return web.json_response({"ok": True})

    async def home(self, request: web.Request) -> web.Response:
        """A person's App Home; one that was never published is opened, so that the app hears of it."""
        user = request.query.get("user", "")
        if user in self._core.state.users and user not in self._core.state.homes:
            await self._people.open_home(user)
        return web.json_response({"view": self._core.state.homes.get(user)})

    async def open_home(self, request: web.Request) -> web.Response:
        """Open the Home tab (again)."""
        user = _need(await _body(request), "user")
        await self._people.open_home(user)
        return web.json_response({"ok": True, "view": self._core.state.homes.get(user)})

    async def scenario(self, request: web.Request) -> web.Response:
        """Fire or clear a scenario."""
        verb = self._stage.fire if request.match_info["verb"] == "fire" else self._stage.clear
        scene = await verb(request.match_info["name"])
        self._core.feed.tell(Change("scenario"))
        return web.json_response({"ok": True, "scenario": scene.to_json()})

    async def cluster(self, _request: web.Request) -> web.Response:
        """The cluster as the stage shows it."""
        return web.json_response(await self._stage.look())

    async def pages(self, _request: web.Request) -> web.Response:
        """What was paged outside Slack."""
        return web.json_response(self._stage.pages())

    async def traffic(self, request: web.Request) -> web.Response:
        """The last passages between the app and the workspace, those after number `after` only."""
        after, traffic = request.query.get("after", ""), self._core.traffic
        passages = traffic.since(int(after) if after.isdecimal() else 0, TRAFFIC_MOST)
        found = [passage.to_json() for passage in passages]
        return web.json_response({"traffic": found, "noted": traffic.noted, "dropped": traffic.dropped})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events of what changes on a person's screen."""
        user = request.query.get("user", "")
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        stream = web.StreamResponse(headers=headers)
        with self._core.feed.listening() as queue:
            await stream.prepare(request)
            await stream.write(b": open\n\n")
            while True:
                try:
                    change = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
                    line = f"data: {json.dumps(change.to_json())}\n\n" if self._concerns(user, change) else ""
                except TimeoutError:
                    line = ": still here\n\n"
                try:
                    await stream.write(line.encode())
                except ConnectionError:
                    return stream

    def _concerns(self, user: str, change: Change) -> bool:
        if change.only:
            return change.only == user
        return not change.channel or self._core.state.sees(user, self._core.state.channels[change.channel])

    def _place(self, request: web.Request) -> tuple[str, Channel]:
        user = request.query.get("user", "")
        channel = self._core.state.channels.get(request.match_info["id"])
        if user not in self._core.state.users or channel is None or not self._core.state.sees(user, channel):
            raise RefusalError("channel_not_found")
        return user, channel

    def _whispers(self, user: str, channel: Channel) -> list[Json]:
        mine = (e for e in self._core.state.ephemerals if e.user == user and e.channel == channel.id)
        return [{**ephemeral.message, "ephemeral": True} for ephemeral in mine]


def _person(team_id: str, user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "title": user.title,
        "tz": user.tz,
        "is_bot": bool(user.bot_id),
        "is_stranger": user.team_id != team_id,
        "color": user.color,
        "initials": "".join(word[0] for word in user.real_name.split()[:2]),
    }


def _integration(bot_id: str, name: str) -> Json:
    shown = {
        "id": bot_id,
        "name": name,
        "real_name": name,
        "title": "Integration",
        "tz": "UTC",
        "is_bot": True,
    }
    return shown | {"is_stranger": False, "color": "4a5568", "initials": name[:2].upper()}


def _acked(ack: Ack) -> web.Response:
    return web.json_response({"ok": True} if ack.acked else {"ok": False, "error": ack.why})


def _ts(message: Json) -> str:
    return str(message["ts"])


def _need(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise RefusalError("invalid_arguments", [f"missing required field: {name}"])
    return value


async def _body(request: web.Request) -> Json:
    try:
        body: Any = await request.json()
    except json.JSONDecodeError:
        raise RefusalError("invalid_json") from None
    if not isinstance(body, dict):
        raise RefusalError("invalid_json")
    return body
