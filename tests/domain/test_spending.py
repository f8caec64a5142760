"""What tokens cost."""

import pytest
from pydantic import ValidationError

from bot.domain.noun import Noun
from bot.domain.spending import Bounds, Budgets, Price, Usage


def test_tokens_add_up() -> None:
    both = Usage(fresh=1, written=2, cached=3, out=4) + Usage(fresh=10, out=40)
    assert both == Usage(fresh=11, written=2, cached=3, out=44)
    assert (both.read, both.total) == (16, 60)


def test_a_price_for_a_million_tokens_is_micro_dollars_for_one() -> None:
    price = Price(fresh=5, written=6.25, cached=0.5, out=25)
    assert price.of(Usage(fresh=1_000_000)) == 5_000_000
    assert price.of(Usage(fresh=2, written=4, cached=10, out=1)) == 10 + 25 + 5 + 25


@pytest.mark.parametrize("odd", [float("inf"), float("nan")])
@pytest.mark.parametrize(
    ("kind", "field"),
    [(Price, "fresh"), (Price, "out"), (Bounds, "dollars"), (Budgets, "incident"), (Budgets, "month")],
)
def test_no_price_bound_or_budget_is_without_end(kind: type[Noun], field: str, odd: float) -> None:
    usual = {"fresh": 5, "written": 6, "cached": 0.5, "out": 25} if kind is Price else {}
    with pytest.raises(ValidationError, match="finite"):
        kind.model_validate(usual | {field: odd})
