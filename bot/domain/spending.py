"""What a model's tokens cost, and how much may be spent. Money is whole micro-dollars, so sums are exact."""

from pydantic import ConfigDict, Field

from bot.domain.noun import Noun

DOLLAR = 1_000_000
"""Micro-dollars in a dollar."""


class Usage(Noun):
    """Tokens of one attempt as billed: read afresh, written to the cache, read from it, and answered."""

    fresh: int = Field(default=0, ge=0)
    written: int = Field(default=0, ge=0)
    cached: int = Field(default=0, ge=0)
    out: int = Field(default=0, ge=0)

    @property
    def read(self) -> int:
        """All tokens that the model read."""
        return self.fresh + self.written + self.cached

    @property
    def total(self) -> int:
        """All tokens, read and answered."""
        return self.read + self.out

    def __add__(self, other: "Usage") -> "Usage":
        """Both together."""
        return Usage(
            fresh=self.fresh + other.fresh,
            written=self.written + other.written,
            cached=self.cached + other.cached,
            out=self.out + other.out,
        )


class Price(Noun):
    """Dollars for a million tokens, which is micro-dollars for one."""

    model_config = ConfigDict(allow_inf_nan=False)

    fresh: float = Field(ge=0)
    written: float = Field(ge=0)
    cached: float = Field(ge=0)
    out: float = Field(ge=0)

    def of(self, usage: Usage) -> int:
        """What that costs, in micro-dollars."""
        return round(
            usage.fresh * self.fresh
            + usage.written * self.written
            + usage.cached * self.cached
            + usage.out * self.out
        )


class Bounds(Noun):
    """What one investigation may take at most; hitting one ends it with what is known.

    `seconds` of wall clock for all, `turns` of the model, `calls` of tools, `tokens` read and answered together,
    `dollars`; `result_bytes` is what one tool may give back.
    """

    model_config = ConfigDict(allow_inf_nan=False)

    seconds: float = Field(default=60.0, gt=0, le=600)
    turns: int = Field(default=8, ge=1, le=50)
    calls: int = Field(default=24, ge=0, le=200)
    tokens: int = Field(default=300_000, ge=1_000)
    dollars: float = Field(default=2.0, gt=0)
    result_bytes: int = Field(default=16_000, ge=500, le=200_000)


class Budgets(Noun):
    """Dollars that may be spent in an incident, in a day and in a month (both of UTC).

    `reserve` is the share of the day's and the month's that only incidents of high or critical severity may use;
    `replays` is the share of the day's that labelled cases (the golden incidents, `lookout eval`) may use at most.
    """

    model_config = ConfigDict(allow_inf_nan=False)

    incident: float = Field(default=10.0, gt=0)
    day: float = Field(default=100.0, gt=0)
    month: float = Field(default=1_000.0, gt=0)
    reserve: float = Field(default=0.2, ge=0, lt=1)
    replays: float = Field(default=0.1, ge=0, le=1)
