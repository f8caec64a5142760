"""`lookout runbooks schema`: what editors read; runbooks/schema.json is a copy, and a test holds it to the code."""

import json

from bot.adapters.runbooks.published import published
from bot.app import GROUPS
from bot.detectors.catalogue import CAUSES


def main() -> None:
    """Print it; the order of keys is fixed."""
    print(json.dumps(published(causes=CAUSES, groups=GROUPS), indent=1))
