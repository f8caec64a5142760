"""Where strings stand in a Slack call: which methods may be called at all, which keys are ids, which are labels.

Everything that is not listed here as an id is text and is judged, so a new field of Slack's is judged from its first
day; an unknown method is refused.
"""

import json
import re

from bot.voice.lexicon.vocabulary import vocabulary

METHODS = vocabulary("""
    ack response_url chat.postMessage chat.postEphemeral chat.update chat.delete chat.scheduleMessage
    chat.deleteScheduledMessage chat.startStream chat.appendStream chat.stopStream chat.unfurl
    chat.meMessage chat.getPermalink views.open views.update views.push views.publish
    files.getUploadURLExternal files.completeUploadExternal files.uploadV2 files_upload_v2 files.upload
    files.delete files.info assistant.threads.setStatus assistant.threads.setTitle
    assistant.threads.setSuggestedPrompts agents.sessions.setStatus conversations.setTopic
    conversations.setPurpose conversations.history conversations.replies conversations.info
    conversations.members conversations.list conversations.join conversations.open users.info users.list
    users.conversations users.lookupByEmail usergroups.list usergroups.users.list auth.test
    apps.connections.open team.info bots.info bookmarks.add bookmarks.edit
    """)
RAW = "lookout.raw"
"""The block_id of lines shown as they are, to one person who asked to see what was withheld."""
# Pictures and names in place of the app's own: a reader takes them for somebody.
REFUSED_KEYS = frozenset(
    ("icon_emoji", "icon_url", "username", "as_user", "status_emoji", "emoji_name", "profile")
)
LABEL_KEYS = frozenset(
    ("title", "submit", "close", "confirm", "deny", "filename", "file_name", "name", "short_description")
)
FILE_NAMES = frozenset(("filename", "file_name", "name"))
MACHINE_KEYS = frozenset(("content", "file", "file_content"))
_ID_KEYS = vocabulary("""
    channel channel_id channel_ids channels ts thread_ts message_ts timestamp user user_id users team
    team_id team_ids trigger_id interactivity_pointer view_id external_id root_view_id previous_view_id
    hash block_id action_id callback_id private_metadata value type style url image_url thumb_url
    video_url title_url title_link author_link author_icon footer_icon provider_icon_url from_url
    original_url color id task_id file_id event_type event_id app_id bot_id usergroup usergroup_id post_at
    scheduled_message_id response_type response_action method parse language range conversation
    conversations initial_user initial_users initial_channel initial_channels initial_conversation
    initial_conversations initial_date initial_time initial_date_time dispatch_action_config
    trigger_actions_on include filter snippet_type client_msg_id latest oldest cursor recipient_user_id
    recipient_team_id slack_file source source_type upload_url token mimetype filetype incident
    incident_id proposal proposal_id deployment digest letter link bookmark_id parent_id entity_id
    """)
_ENUMERATED = {
    "status": frozenset(("complete", "completed", "in_progress", "pending", "error", "failed", ""))
}
_ID = re.compile(r"[!-~]{0,3000}")
_LINKS = frozenset(
    (
        "url",
        "image_url",
        "thumb_url",
        "video_url",
        "title_url",
        "title_link",
        "author_link",
        "from_url",
        "original_url",
        "link",
    )
)
_JSON_KEYS = frozenset(("value", "private_metadata"))


def is_id_slot(key: str, value: str) -> bool:
    """Whether a string under this key is an identifier or an enumerated word, which nobody reads as a sentence."""
    return key in _ID_KEYS or value in _ENUMERATED.get(key, ())


def looks_like_id(key: str, value: str) -> bool:
    """Whether the value under an id key is an id: one run of plain characters, a web address, or JSON for ourselves."""
    if key in _LINKS:
        return re.fullmatch(r"(?:https?|slack|mailto):[!-~]{1,3000}", value) is not None
    if _ID.fullmatch(value):
        return True
    return key in _JSON_KEYS and value.isprintable() and _is_json(value)


def _is_json(value: str) -> bool:
    try:
        json.loads(value)
    except ValueError:
        return False
    return True
