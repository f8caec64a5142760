"""The Slack client, made in one place. Only the egress and the socket may hold one."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

SLACK_API = "https://slack.com/api/"


def make_client(
    url: str, token: str | None, session: ClientSession | None = None, *, timeout: float = 10
) -> AsyncWebClient:
    """A Web API client for a base URL ("" is Slack's own). A proxy of the environment never catches a loopback URL."""
    base = (url or SLACK_API).rstrip("/") + "/"
    # Nothing is repeated here: the SDK's own retry of a lost answer would post a message a second time.
    client = AsyncWebClient(
        token=token, base_url=base, timeout=round(timeout), session=session, retry_handlers=[]
    )
    if is_loopback(base):
        client.proxy = None
    return client


def is_loopback(url: str) -> bool:
    """Whether a URL points at this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
