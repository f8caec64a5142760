"""Access reviews: may this identity, or that person, do something, asked of the API server itself.

A SelfSubjectAccessReview asks for whoever asks; a SubjectAccessReview for somebody else, which is a right of its own in
the whole cluster. A LocalSubjectAccessReview asks that within one namespace, and is a right in that namespace.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from kubernetes.aio.client import ApiClient

from bot.adapters.kubernetes.call import read_capped, request
from bot.adapters.kubernetes.errors import FAILURES, from_exception, from_status
from bot.domain.errors import PermanentError, RefusedError
from bot.domain.tool import Right

PATH = "/apis/authorization.k8s.io/v1/"
MINE, ANOTHERS, LOCAL = "SelfSubjectAccessReview", "SubjectAccessReview", "LocalSubjectAccessReview"
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
        async with self._turns:
            said = await review(self._client, {}, right, namespace, f"asking whether it may {right}")
        return said.get("allowed") is True


async def review_of(
    client: ApiClient, who: Mapping[str, Any], right: Right, namespace: str, what: str
) -> dict[str, Any]:
    """The status of a review of somebody else, asked within the namespace where that alone is allowed.

    Raises:
        OutsideError: the API server does not answer, or may be asked neither way.
    """
    try:
        return await review(client, who, right, namespace, what)
    except RefusedError as refused:
        if not namespace:
            raise
        try:
            return await review(client, who, right, namespace, what, local=True)
        except RefusedError:
            raise refused from None


async def review(
    client: ApiClient,
    who: Mapping[str, Any],
    right: Right,
    namespace: str,
    what: str,
    *,
    local: bool = False,
) -> dict[str, Any]:
    """The status of a review; `who` is `user` and `groups` of somebody else, empty for whoever asks.

    `local` asks of somebody else within the namespace.

    Raises:
        OutsideError: the API server does not answer, or may not be asked; `what` begins the sentence.
    """
    resource, _, sub = right.resource.partition("/")
    asked = {"verb": right.verb, "group": right.group, "resource": resource}
    asked |= {"subresource": sub} if sub else {}
    asked |= {"namespace": namespace} if namespace else {}
    kind = LOCAL if local else ANOTHERS if who else MINE
    place = f"namespaces/{namespace}/" if local else ""
    body = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": kind,
        "spec": {**who, "resourceAttributes": asked},
    }
    try:
        async with request(client, "POST", f"{PATH}{place}{kind.lower()}s", body=body) as response:
            said = await read_capped(response, LARGEST, what)
    except FAILURES as problem:
        raise from_exception(problem, what) from problem
    if response.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
        raise from_status(response.status, said, what, response.headers)
    try:
        status = json.loads(said)["status"]
    except (ValueError, LookupError, TypeError, RecursionError) as problem:
        raise PermanentError(f"{what}: the answer is no access review") from problem
    return status if isinstance(status, dict) else {}
