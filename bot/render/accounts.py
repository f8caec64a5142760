"""The accounts in plain lines for a terminal: one view, and the sum that it shares with the other two."""

from collections.abc import Iterator, Sequence

from bot.domain.spending import DOLLAR, Usage
from bot.render.report import visible
from bot.reports.accounts import Accounts, Finance, Product, Reliability, Sums

VIEWS = ("product", "sre", "finance")


def account_lines(accounts: Accounts, view: str) -> list[str]:
    """One of `VIEWS`."""
    lines = {"product": _product, "sre": _sre}.get(view)
    told = [*(_finance(accounts.finance) if lines is None else lines(accounts))]
    total = accounts.finance.total
    return [*told, f"in all: {sums_line(total)}", *_unread(accounts)]


def sums_line(sums: Sums) -> str:
    """`12 attempts, 48210 tokens (1200 read, 900 written to the cache, ...), $0.412000`."""
    return f"{sums.attempts} attempts, {usage_words(sums.usage)}, {dollars(sums.cost)}"


def usage_words(usage: Usage) -> str:
    """Tokens by kind, as they are billed."""
    kinds = f"{usage.fresh} fresh, {usage.written} written, {usage.cached} cached, {usage.out} out"
    return f"{usage.total} tokens ({kinds})"


def dollars(micro: int) -> str:
    """Exact to the micro-dollar, so that lines can be added up by hand."""
    return f"${micro / DOLLAR:.6f}"


def _product(accounts: Accounts) -> Iterator[str]:
    told: Product = accounts.product
    yield f"diagnoses: {told.diagnoses}"
    yield from _table(
        [(visible(one.how), f"{one.diagnoses} diagnoses", sums_line(one.spent)) for one in told.endings]
    )
    yield from _table(
        [(f"for {one.purpose.value}", f"{one.runs} runs", sums_line(one.spent)) for one in told.uses]
    )


def _sre(accounts: Accounts) -> Iterator[str]:
    told: Reliability = accounts.sre
    yield f"attempts: {told.total.attempts}, of which {told.retries} repeat one before; {_seconds(told.seconds)}"
    yield from _table(
        [
            (
                visible(one.release),
                one.ended.value,
                f"{one.spent.attempts} attempts, {one.retries} repeats",
                _seconds(one.seconds),
            )
            for one in told.outcomes
        ]
    )


def _finance(told: Finance) -> Iterator[str]:
    yield f"bills: {len(told.bills)}"
    yield from _table(
        [
            (one.day.isoformat(), visible(one.release), visible(one.model), sums_line(one.spent))
            for one in told.bills
        ]
    )


def _seconds(seconds: Sequence[float]) -> str:
    if not seconds:
        return "no times"
    p50, p90, p99, longest = seconds
    return f"p50 {p50:.1f} s, p90 {p90:.1f} s, p99 {p99:.1f} s, longest {longest:.1f} s"


def _table(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns one under the other; the last one as it is."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        yield "  ".join(("", *cells, row[-1]))


def _unread(accounts: Accounts) -> Iterator[str]:
    if accounts.unread:
        cost = dollars(accounts.unread_cost)
        yield f"not counted: {accounts.unread} rows of attempts that this version cannot read, {cost}"
