"""Dispatch: what came in, through Bolt's listeners, to the answer that may leave. Both ways in end here."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.adapters.slack.egress import Egress

UNHEARD = 404
"""Bolt's status for what no listener wants; unanswered, Slack would deliver it again and again."""


async def answered(app: AsyncApp, egress: Egress, request: AsyncBoltRequest) -> BoltResponse:
    """The listeners' answer with its body judged by the egress; a status of 200 is the acknowledgement."""
    dispatch: Any = app.async_dispatch
    response: BoltResponse = await dispatch(request)
    if response.status == UNHEARD:
        response = BoltResponse(status=200)
    if response.body:
        response.body = await egress.acknowledgement(response.body)
    return response
