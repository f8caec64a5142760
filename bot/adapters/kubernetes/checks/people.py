"""What people may do, asked of a cluster for them: the `Reviews` port of a preflight."""

import asyncio
from typing import Any

from kubernetes.aio.client import ApiClient

from bot.adapters.kubernetes.checks.reviews import AT_ONCE, review_of
from bot.domain.errors import TransientError
from bot.domain.preflight import Asker, Can
from bot.domain.tool import Right
from bot.facts.rights import right_of

LONGEST = 300


class PeopleReviews:
    """Asks under the reader's identity; each question has `within` seconds from its turn on."""

    def __init__(self, client: ApiClient, *, within: float) -> None:
        self._client = client
        self._within = within
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def may(self, asker: Asker, need: str, namespace: str) -> tuple[Can, str]:
        """The answer, and why if it is not yes.

        Raises:
            OutsideError: the cluster does not answer, or may not be asked what others may do.
        """
        wanted = right_of(need)
        if wanted is None:
            return Can.UNKNOWN, f'which API group "{need}" belongs to is not known'
        named = f"{wanted.resource}/{wanted.subresource}" if wanted.subresource else wanted.resource
        right = Right(wanted.verb, wanted.group, named)
        who = {"user": asker.user} if asker.user else {}
        said = await self._asked(
            {**who, "groups": list(asker.groups)}, right, "" if wanted.wide else namespace
        )
        if said.get("allowed") is True:
            return Can.YES, ""
        if error := said.get("evaluationError"):
            return Can.UNKNOWN, f"the cluster could not tell: {str(error)[:LONGEST]}"
        if said.get("allowed") is not False:
            return Can.UNKNOWN, "the cluster did not say"
        return Can.NO, str(said.get("reason") or "")[:LONGEST]

    async def _asked(self, who: dict[str, Any], right: Right, namespace: str) -> dict[str, Any]:
        what = f"asking whether another may {right}"
        async with self._turns:
            try:
                async with asyncio.timeout(self._within):
                    return await review_of(self._client, who, right, namespace, what)
            except TimeoutError as error:
                raise TransientError(f"{what}: no answer within {self._within:g} s") from error
