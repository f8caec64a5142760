"""Slack's errors as ours, with a sentence for the person on call."""

import asyncio
import json

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError

TRANSIENT = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
REFUSED = {
    "invalid_auth": "Slack does not accept the bot token (invalid_auth): set a current LOOKOUT_SLACK_BOT_TOKEN",
    "not_authed": "no bot token was sent to Slack: set LOOKOUT_SLACK_BOT_TOKEN",
    "token_expired": "the bot token has expired: install the app again and set LOOKOUT_SLACK_BOT_TOKEN",
    "token_revoked": "the bot token is revoked: install the app again and set LOOKOUT_SLACK_BOT_TOKEN",
    "account_inactive": "the bot's account is deactivated: install the app again",
    "missing_scope": "the Slack app lacks a scope: install it again from deploy/slack-manifest.yaml",
    "not_in_channel": "Lookout is not a member of this channel: invite it there",
    "not_allowed_token_type": "this token is of the wrong type: a bot token begins with xoxb-, an app token with xapp-",
    "restricted_action": "a workspace setting forbids this",
    "ekm_access_denied": "the workspace's key management forbids this",
}
GONE = {
    "is_archived": "the channel is archived: unarchive it, or post its alerts to another one",
    "channel_not_found": "Slack knows no such channel, or Lookout was removed from it: invite it again",
    "message_not_found": "the message was deleted",
    "thread_not_found": "the thread was deleted",
    "cant_update_message": "this message cannot be edited",
    "edit_window_closed": "a workspace setting forbids edits of older messages",
    "user_not_in_channel": "that person is not in this channel",
}
HTTP_TRANSIENT = 500
HTTP_ERRORS = 400
TOO_MANY = 429

VENDOR_ERRORS = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError, json.JSONDecodeError, OSError)


def translate(method: str, problem: BaseException) -> OutsideError:
    """One of our three errors for whatever a Slack call raised."""
    if isinstance(problem, SlackApiError):
        return _answered(method, problem)
    if isinstance(problem, asyncio.TimeoutError):
        return TransientError(f"Slack did not answer {method} in time")
    return TransientError(f"Slack could not be reached for {method}: {type(problem).__name__}: {problem}")


def _answered(method: str, problem: SlackApiError) -> OutsideError:
    response = problem.response
    status = getattr(response, "status_code", 200)
    headers = {key.lower(): value for key, value in (getattr(response, "headers", None) or {}).items()}
    data = response if isinstance(response, dict) else getattr(response, "data", None)
    error = data.get("error", "") if isinstance(data, dict) else ""
    if not (isinstance(data, dict) and "ok" in data) and status < HTTP_ERRORS:
        return TransientError(
            f"Slack's answer to {method} was not Slack's: no JSON, from something on the way"
        )
    if status == TOO_MANY or error in TRANSIENT or status >= HTTP_TRANSIENT:
        told = str(headers.get("retry-after", ""))
        wait = float(told) if told.isdecimal() else None
        return TransientError(f"Slack asks to wait with {method} ({error or status})", retry_after=wait)
    if error in REFUSED:
        if method == "apps.connections.open":
            return RefusedError(
                f"Slack does not accept the app token ({error}): set a current LOOKOUT_SLACK_APP_TOKEN"
            )
        return RefusedError(f"{REFUSED[error]} ({method})")
    mend = f" ({GONE[error]})" if error in GONE else ""
    return PermanentError(f"Slack refused {method}: {error or status}{mend}", code=error)
