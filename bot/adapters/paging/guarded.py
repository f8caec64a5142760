"""What stands before every way to page: no secret leaves, and nothing that claims what no row proves.

The same that the egress is to Slack. Whatever may not be said is withheld, and the page goes out all the same: a
person is woken by a constant rather than not at all.
"""

from bot.domain.alert import Link
from bot.domain.page import Page, Receipt
from bot.redaction import redact
from bot.triage.ports.pager import Pager
from bot.voice.judge import judge
from bot.voice.withhold import WITHHELD

CONSTANT = "The words of this page were withheld. The thread in Slack and the record have them."
LONGEST = {"headline": 500, "fact": 300, "facts": 20}


class Guarded:
    """The `Pager` port in front of another; `key` is the redaction key."""

    def __init__(self, inner: Pager, key: bytes) -> None:
        self.name = inner.name
        self.system = inner.system
        self._inner = inner
        self._key = key

    async def trigger(self, page: Page) -> Receipt:
        """Send what of the page may be said. Raises `OutsideError`."""
        return await self._inner.trigger(guarded(page, self._key))

    async def resolve(self, page: Page) -> Receipt:
        """As `trigger`. Raises `OutsideError`."""
        return await self._inner.resolve(guarded(page, self._key))


def guarded(page: Page, key: bytes) -> Page:
    """The page without secrets and without what may not be said. Never raises."""
    try:
        return _screened(page, key)
    except Exception:  # noqa: BLE001 - a guard that fails must count as a violation, whatever failed
        return page.model_copy(
            update={"headline": CONSTANT, "facts": {}, "links": (), "component": "", "source": "lookout"}
        )


def _screened(page: Page, key: bytes) -> Page:
    headline = redact(page.headline, key)[: LONGEST["headline"]]
    facts = {
        name: _fact(name, redact(said, key)) for name, said in list(page.facts.items())[: LONGEST["facts"]]
    }
    joined = "\n".join(f"{name}: {said}" for name, said in facts.items())
    return page.model_copy(
        update={
            "headline": headline if judge(headline).passed else CONSTANT,
            "facts": facts if judge(joined).passed else {"withheld": WITHHELD},
            "links": tuple(Link(label=one.label, url=redact(one.url, key)) for one in page.links),
        }
    )


def _fact(name: str, said: str) -> str:
    short = said[: LONGEST["fact"]]
    return short if judge(f"{name}: {short}").passed else WITHHELD
