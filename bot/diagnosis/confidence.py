"""How sure: a simple map from a score to a confidence, monotone and never certain."""

MOST = 0.97
_DOUBT = 0.8


def confidence(score: float, *, against: int = 0) -> float:
    """A number in [0, 0.97]: rises with the score, falls by a fifth for each observation against."""
    return round(min(MOST, max(0.0, score)) * _DOUBT**against, 2)
