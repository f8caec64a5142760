"""Access reviews: may this identity do that, asked of the API server itself."""

import asyncio
import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from kubernetes.aio.client import ApiClient

from bot.adapters.kubernetes.call import read_capped, request
from bot.adapters.kubernetes.errors import FAILURES, from_exception, from_status
from bot.domain.tool import Right

PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
LARGEST = 1_000_000
AT_ONCE = 8


class Reviews:
    """Asks for one identity; `AT_ONCE` questions at a time."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def allowed(self, rights: Iterable[Right], namespace: str = "") -> set[Right]:
        """Those of the rights that the identity has in a namespace, "" for all of them and for the cluster's own kinds.

        Raises:
            OutsideError: the API server does not answer, or does not accept the identity.
        """
        asked = list(rights)
        answers = await asyncio.gather(*(self._may(one, namespace) for one in asked))
        return {one for one, yes in zip(asked, answers, strict=True) if yes}

    async def _may(self, right: Right, namespace: str) -> bool:
        what = f"asking whether it may {right}"
        resource, _, sub = right.resource.partition("/")
        asked = {"verb": right.verb, "group": right.group, "resource": resource}
        asked |= {"subresource": sub} if sub else {}
        asked |= {"namespace": namespace} if namespace else {}
        body = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": asked},
        }
        try:
            async with self._turns, request(self._client, "POST", PATH, body=body) as response:
                said = await read_capped(response, LARGEST, what)
        except FAILURES as problem:
            raise from_exception(problem, what) from problem
        if response.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
            raise from_status(response.status, said, what, response.headers)
        answer: dict[str, Any] = json.loads(said)
        return (answer.get("status") or {}).get("allowed") is True
