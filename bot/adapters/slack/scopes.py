"""The scopes that Lookout uses, and what is lost without each: one list for the manifest's test and the doctor."""

from collections.abc import Collection

LOST = {
    "app_mentions:read": "a mention of Lookout is not heard, so nobody can ask it that way",
    "channels:history": "alert posts in public channels are not seen, so none starts a triage",
    "channels:read": "public channels cannot be found by name, nor told who may see a past diagnosis",
    "chat:write": "nothing can be posted: no status, no diagnosis, no answer",
    "commands": "/lookout and the shortcut do not exist, so nothing can be stopped from Slack",
    "groups:history": "alert posts in private channels are not seen, so none starts a triage",
    "groups:read": "private channels cannot be found by name, nor told who may see a past diagnosis",
    "usergroups:read": "the groups of responders and commanders cannot be read, so nobody holds a role by them",
    "users:read": "nobody's account can be looked up, so no click counts as a person's",
}


def granted(header: str) -> frozenset[str]:
    """The scopes in Slack's `x-oauth-scopes` header."""
    return frozenset(scope for one in header.split(",") if (scope := one.strip()))


def unused(scopes: Collection[str]) -> list[str]:
    """Those that are granted and that nothing uses."""
    return sorted(set(scopes) - set(LOST))
