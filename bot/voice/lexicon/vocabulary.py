"""A vocabulary written as prose: words between white space."""


def vocabulary(*texts: str) -> frozenset[str]:
    """The words of the texts."""
    return frozenset(word for text in texts for word in text.split())
