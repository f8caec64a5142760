"""Who asks: the user behind a token, and whom that user may put on by the impersonation headers."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from multidict import CIMultiDictProxy

from bot.sandbox.cluster.access import Access, Ask
from bot.sandbox.cluster.status import bad_request, unauthorized

_ACCOUNT = "system:serviceaccount:"
_ANONYMOUS = "system:anonymous"


@dataclass(frozen=True)
class Identity:
    """A user with groups."""

    user: str
    groups: tuple[str, ...] = ()


def identify(
    headers: "CIMultiDictProxy[str]", access: Access, tokens: Mapping[str, str], *, anonymous: bool
) -> Identity:
    """The identity under which a request is judged; `anonymous` says whether one without a token may ask.

    Raises:
        ApiError: 401 for an unknown token, 403 for a person whom that user may not put on.
    """
    header = headers.get("Authorization", "")
    if not header and anonymous:
        return Identity(_ANONYMOUS)
    user = tokens.get(token_of(header), "")
    if not user:
        raise unauthorized()
    other, groups = headers.get("Impersonate-User", ""), tuple(headers.getall("Impersonate-Group", []))
    if not other:
        if groups:
            raise bad_request("requested [{Group}] without impersonating a user")
        return Identity(user)
    access.require(user, _put_on(other))
    for group in groups:
        access.require(user, Ask("impersonate", resource="groups", name=group))
    return Identity(other, groups)


def token_of(header: str) -> str:
    """The token of a header. kubectl sends none over plain HTTP, so one may also be the password in the URL."""
    kind, _, value = header.partition(" ")
    if kind != "Basic":
        return value
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _put_on(user: str) -> Ask:
    """A service account is asked for as one, in its namespace; everybody else as a user."""
    if user.startswith(_ACCOUNT):
        namespace, _, name = user.removeprefix(_ACCOUNT).partition(":")
        return Ask("impersonate", resource="serviceaccounts", namespace=namespace, name=name)
    return Ask("impersonate", resource="users", name=user)
