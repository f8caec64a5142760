"""The one place where Kubernetes' answers and its client's exceptions become the three errors of ours.

Each message is a sentence for the person on call: what was asked, what the API server said and what that
means.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus

import aiohttp
from kubernetes.aio.client.exceptions import ApiException
from kubernetes.aio.config import ConfigException

from bot.domain.errors import OutsideError, PermanentError, RefusedError, SilentError, TransientError

# What a request may raise before there is an answer; `OSError` covers certificate files and sockets.
FAILURES = (
    aiohttp.ClientError,
    ApiException,
    ConfigException,
    TimeoutError,
    OSError,
    ValueError,
    RecursionError,
)

_LONGEST = 600
_MEANING: dict[int, tuple[type[OutsideError], str]] = {
    HTTPStatus.UNAUTHORIZED: (RefusedError, "the API server does not accept Lookout's credentials"),
    HTTPStatus.FORBIDDEN: (RefusedError, "not allowed"),
    HTTPStatus.NOT_FOUND: (PermanentError, "not found"),
    HTTPStatus.CONFLICT: (PermanentError, "the object changed or was replaced"),
    HTTPStatus.GONE: (TransientError, "the list changed while it was read in pages"),
    HTTPStatus.TOO_MANY_REQUESTS: (TransientError, "the API server asks for fewer requests"),
}
# In this order: the client's exceptions are often kinds of one another.
_FAILED: tuple[tuple[type[Exception] | tuple[type[Exception], ...], type[OutsideError], str], ...] = (
    (
        (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError),
        PermanentError,
        "the API server's certificate is not trusted",
    ),
    (aiohttp.ConnectionTimeoutError, SilentError, "the API server could not be reached in time"),
    (TimeoutError, SilentError, "the API server did not answer in time"),
    (aiohttp.ClientConnectorError, SilentError, "the API server cannot be reached"),
    (aiohttp.ClientError, SilentError, "the connection to the API server was lost"),
    (ConfigException, PermanentError, "the cluster's configuration cannot be used"),
    (ValueError, PermanentError, "what came is not what a Kubernetes API server answers"),
)


def from_status(
    status: int, body: bytes, what: str, headers: Mapping[str, str] | None = None
) -> OutsideError:
    """The error for an answer that is not 2xx; `what` names the request ("reading pods in shop")."""
    kind, words = _MEANING.get(status, (PermanentError, "not accepted"))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind, words = TransientError, "the API server is in trouble"
    said = message_of(body)
    sentence = f"{what}: {words} ({status}): {said}" if said else f"{what}: {words} ({status})"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return TransientError(sentence, retry_after=_seconds((headers or {}).get("Retry-After")))
    return kind(sentence)


def from_exception(problem: Exception, what: str) -> OutsideError:
    """The error for a request that got no answer; one of ours is returned as it is."""
    if isinstance(problem, OutsideError):
        return problem
    for kinds, error, words in _FAILED:
        if isinstance(problem, kinds):
            return error(f"{what}: {words}: {_said(problem)}")
    return PermanentError(f"{what}: {_said(problem)}")


def message_of(body: bytes) -> str:
    """What a `Status` object says, or the beginning of whatever else came."""
    text = body.decode(errors="replace").strip()
    try:
        said = json.loads(text)
    except ValueError:
        return text[:_LONGEST]
    if isinstance(said, dict) and said.get("message"):
        return str(said["message"])[:_LONGEST]
    return ""


def _said(problem: Exception) -> str:
    return str(problem) or type(problem).__name__


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isdecimal() else None
