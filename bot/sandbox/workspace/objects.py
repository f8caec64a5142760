"""People, channels, groups and messages as Slack's JSON."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.workspace.state import Bot, Channel, Group, Json, State, User, is_reply

CREATED = 1_700_000_000


def user_json(state: State, user: User, now: datetime) -> Json:
    """A user object of `users.info`; strangers carry `is_stranger` and their own team."""
    zone = ZoneInfo(user.tz)
    offset = now.astimezone(zone).utcoffset()
    profile: Json = {
        "real_name": user.real_name,
        "display_name": user.name,
        "title": user.title,
        "team": user.team_id,
    }
    found: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "is_bot": bool(user.bot_id),
        "is_app_user": False,
        "updated": CREATED,
        "profile": profile,
    }
    if user.bot_id:
        profile |= {"bot_id": user.bot_id, "api_app_id": state.bots[user.bot_id].app_id}
    if user.deleted:
        return found
    found |= {
        "color": user.color,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
    }
    if state.is_stranger(user.id):
        found["is_stranger"] = True
    return found


def bot_json(bot: Bot) -> Json:
    """A bot object of `bots.info`."""
    found = {
        "id": bot.id,
        "deleted": False,
        "name": bot.name,
        "updated": CREATED,
        "app_id": bot.app_id,
        "icons": {},
    }
    return found | ({"user_id": bot.user_id} if bot.user_id else {})


def channel_json(state: State, channel: Channel) -> Json:
    """A conversation object."""
    if channel.im_of:
        return {
            "id": channel.id,
            "created": CREATED,
            "is_im": True,
            "is_archived": channel.is_archived,
            "user": channel.im_of,
            "is_org_shared": False,
            "is_open": True,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_member": state.my_channel(channel),
        "created": CREATED,
        "creator": "U0NORA",
        "context_team_id": state.team_id,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
    }


def group_json(state: State, group: Group, *, users: bool, count: bool) -> Json:
    """A user group object."""
    found: Json = {
        "id": group.id,
        "team_id": state.team_id,
        "is_usergroup": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": CREATED,
        "date_update": CREATED,
        "date_delete": 0,
        "auto_type": None,
        "created_by": "U0NORA",
        "updated_by": "U0NORA",
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
    }
    return (
        found
        | ({"users": list(group.users)} if users else {})
        | ({"user_count": len(group.users)} if count else {})
    )


def message_json(channel: Channel, message: Json) -> Json:
    """A stored message with its thread's counts, as history and replies give it."""
    replies = channel.thread(message["ts"])[1:]
    if not replies or is_reply(message):
        return {key: value for key, value in message.items() if key != "metadata"}
    authors = list(dict.fromkeys(reply.get("user") or reply.get("bot_id", "") for reply in replies))
    return {
        **{key: value for key, value in message.items() if key != "metadata"},
        "thread_ts": message["ts"],
        "reply_count": len(replies),
        "reply_users_count": len(authors),
        "reply_users": authors,
        "latest_reply": replies[-1]["ts"],
        "is_locked": False,
        "subscribed": False,
    }
