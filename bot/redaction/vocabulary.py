"""A vocabulary written as prose: words between white space."""


def vocabulary(text: str) -> frozenset[str]:
    """The words of the text."""
    return frozenset(text.split())
