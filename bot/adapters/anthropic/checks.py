"""The doctor's question to the model's provider: is the key accepted, and is the release's model served for long."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.check import Check, fail, ok, warn
from bot.domain.model import Served
from bot.domain.release import Release
from bot.triage.ports.model import Model

NAME = "model"
SOON = timedelta(days=60)
OTHER_RELEASE = "make a release with another model, or choose one: lookout release use"
_DATED = re.compile(r"-\d{8}$")


async def served(model: Model, release: Release | None, now: datetime) -> Check:
    """One line; `release` is the one that is used until a person chooses another, None if there is none.

    Raises:
        OutsideError: the provider did not say.
    """
    listed = await model.served()
    if release is None:
        return ok(NAME, f"the key is accepted; {len(listed)} models are served")
    found = _named(listed, release.model)
    if found is None:
        return fail(NAME, f"the provider serves no {release.model}", OTHER_RELEASE, release.name)
    if found.retires is not None and found.retires - now <= SOON:
        said = f"{release.model} retires on {found.retires:%Y-%m-%d}, and the rules then answer alone"
        return warn(NAME, said, OTHER_RELEASE, release.name)
    return ok(NAME, f"the key is accepted, and {release.model} is served", release.name)


def _named(listed: Sequence[Served], name: str) -> Served | None:
    """The model of that id, which the provider may list with the day on which it was made."""
    return next((one for one in listed if name in {one.id, _DATED.sub("", one.id)}), None)
