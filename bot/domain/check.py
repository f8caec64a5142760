"""Check: one answer of `lookout doctor` about the set-up, with what mends it. Adapters make it, a command prints it."""

from enum import StrEnum

from bot.domain.noun import Noun


class Condition(StrEnum):
    """How something stands. What could not be looked at is unknown, which is not fine."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Check(Noun):
    """One line. `name` is what was looked at ("channel"), `about` which one ("#incidents", "" for the only one).

    `said` is what was found, and what it means where it is not as it should be; `mend` is what to do then.
    """

    name: str
    about: str = ""
    verdict: Condition
    said: str
    mend: str = ""

    @property
    def title(self) -> str:
        """`channel #incidents`."""
        return f"{self.name} {self.about}".strip()


def ok(name: str, said: str, about: str = "") -> Check:
    """As it should be."""
    return Check(name=name, about=about, verdict=Condition.OK, said=said)


def warn(name: str, said: str, mend: str, about: str = "") -> Check:
    """It works with less than it could."""
    return Check(name=name, about=about, verdict=Condition.WARN, said=said, mend=mend)


def fail(name: str, said: str, mend: str, about: str = "") -> Check:
    """Something that is configured or needed does not work."""
    return Check(name=name, about=about, verdict=Condition.FAIL, said=said, mend=mend)


def unknown(name: str, said: str, mend: str, about: str = "") -> Check:
    """It could not be looked at."""
    return Check(name=name, about=about, verdict=Condition.UNKNOWN, said=said, mend=mend)
