"""The three patch formats of the API: strategic merge, JSON merge, JSON patch. Each is a pure function."""

import copy
from typing import Any

from bot.sandbox.cluster.objects import Obj
from bot.sandbox.cluster.patches.json_patch import PatchError, apply_operations
from bot.sandbox.cluster.patches.merge import merge
from bot.sandbox.cluster.patches.strategic import strategic_merge
from bot.sandbox.cluster.status import ApiError, bad_request, unsupported_patch

STRATEGIC = "application/strategic-merge-patch+json"
MERGE = "application/merge-patch+json"
JSON = "application/json-patch+json"
ACCEPTED = (JSON, MERGE, STRATEGIC)


def apply_patch(content_type: str, current: Obj, patch: Any) -> Obj:
    """What the patch makes of the object; the object itself stays as it is.

    Raises:
        ApiError: 415 for an unknown format, 400 for a body of the wrong shape, 422 for an operation that fails.
    """
    if content_type not in ACCEPTED:
        raise unsupported_patch(content_type, ACCEPTED)
    base = copy.deepcopy(current)
    if content_type == JSON:
        if not isinstance(patch, list):
            raise bad_request("json: cannot unmarshal object into Go value of type jsonpatch.Patch")
        try:
            patched: Obj = apply_operations(base, patch)
        except PatchError as error:
            raise ApiError(
                422, "Invalid", f"the server rejected our request due to an error in our request: {error}", {}
            ) from error
        return patched
    if not isinstance(patch, dict):
        raise bad_request("json: cannot unmarshal array into Go value of type map[string]interface {}")
    merged: Obj = strategic_merge(base, patch) if content_type == STRATEGIC else merge(base, patch)
    return merged
