"""Whether a cluster answers, which version it is, and what time it thinks it is."""

import asyncio
import json
from http import HTTPStatus

from kubernetes.aio.client import ApiClient

from bot.adapters.kubernetes.call import read_capped, request
from bot.adapters.kubernetes.errors import FAILURES, from_exception, from_status
from bot.domain.noun import Noun

LARGEST = 100_000


class Answered(Noun):
    """What the API server said of itself; `date` is its time (an HTTP date), "" if it did not say."""

    version: str
    date: str


async def reach(client: ApiClient, *, within: float) -> Answered:
    """Ask for the version, as the identity.

    Raises:
        OutsideError: no answer `within` so many seconds, or the identity is not accepted.
    """
    what = "asking for the version"
    try:
        async with asyncio.timeout(within), request(client, "GET", "/version") as response:
            body = await read_capped(response, LARGEST, what)
        if response.status != HTTPStatus.OK:
            raise from_status(response.status, body, what, response.headers)
        said = json.loads(body)
        return Answered(version=str(said["gitVersion"]), date=response.headers.get("Date", ""))
    except (*FAILURES, LookupError, TypeError) as problem:
        raise from_exception(problem, what) from problem
