"""The page outside Slack: a way to wake a person that needs neither Slack nor a model nor the outbox."""

from typing import Protocol

from bot.domain.page import Page, Receipt


class Pager(Protocol):
    """One configured way. Every call has a deadline of its own; none is repeated by the adapter."""

    @property
    def name(self) -> str:
        """Its name in the configuration."""
        ...

    @property
    def system(self) -> str:
        """Who takes its pages, as people call it: "PagerDuty", "webhook wakeup"."""
        ...

    async def trigger(self, page: Page) -> Receipt:
        """Send the page. Sent again with the same key it is the same page.

        Raises:
            OutsideError: it was refused, cannot be sent, or whether it was accepted is not known (transient).
        """
        ...

    async def resolve(self, page: Page) -> Receipt:
        """Say of a page that was sent (by its key) that what it was about is over, since a named human said so."""
        ...
