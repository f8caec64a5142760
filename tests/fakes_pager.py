"""The `Pager` port in memory: what was accepted, and the trouble that a test orders."""

from bot.domain.page import Page, Receipt


class FakePager:
    """Accepts every page; each error of `troubles` is raised by one call, `trouble` by every one while it is set.

    `open` are the keys that were triggered and not resolved, as the system would have them: a key once.
    """

    def __init__(self, name: str = "oncall", system: str = "PagerDuty") -> None:
        self.name = name
        self.system = system
        self.trouble: Exception | None = None
        self.troubles: list[Exception] = []
        self.calls: list[tuple[str, Page]] = []
        self.open: dict[str, Page] = {}

    async def trigger(self, page: Page) -> Receipt:
        """Take it, or fail as ordered."""
        self._take("trigger", page)
        self.open[page.key] = page
        return Receipt(by=self.system, status=202)

    async def resolve(self, page: Page) -> Receipt:
        """Take it, or fail as ordered."""
        self._take("resolve", page)
        self.open.pop(page.key, None)
        return Receipt(by=self.system, status=202)

    @property
    def triggered(self) -> list[Page]:
        """Every page that was sent, also those that were not accepted."""
        return [page for event, page in self.calls if event == "trigger"]

    def _take(self, event: str, page: Page) -> None:
        self.calls.append((event, page))
        if self.troubles:
            raise self.troubles.pop(0)
        if self.trouble is not None:
            raise self.trouble
