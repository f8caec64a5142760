"""Who is meant by what a rota outside calls a person: an e-mail address, else a name, of the configuration's people."""

from collections.abc import Iterable, Mapping

from bot.domain.rota import Known, Shift

LONGEST_NAME = 80


class People:
    """The people of the configuration, by Slack account."""

    def __init__(self, people: Mapping[str, Known]) -> None:
        self._people = people
        self._emails = {one.email.casefold(): user for user, one in people.items() if one.email}

    def by_email(self, emails: Iterable[str]) -> str:
        """The account of the first address that is known, "" if none is."""
        return next(
            (self._emails[one] for each in emails if (one := each.strip().casefold()) in self._emails), ""
        )

    def named(self, name: str) -> str:
        """The account of the person of exactly that name; "" if there is none, or more than one."""
        wanted = name.strip().casefold()
        found = [user for user, one in self._people.items() if wanted and one.name.casefold() == wanted]
        return found[0] if len(found) == 1 else ""

    def within(self, text: str) -> str:
        """The account of the one person whose address, name or account stands in a text as words of its own."""
        words = f" {' '.join(_words(text))} "
        found = {
            user
            for user, one in self._people.items()
            if any(
                f" {' '.join(_words(told))} " in words for told in (user, one.email, one.name) if _words(told)
            )
        }
        return found.pop() if len(found) == 1 else ""

    def shift(self, user: str, called: str) -> Shift:
        """A shift, with no times yet, of that account, or of somebody who is only called so."""
        name = self._people[user].name if user else ""
        return Shift(user_id=user, name=(name or called).strip()[:LONGEST_NAME])


def _words(text: str) -> list[str]:
    """Words in small letters, without the signs around them; an address is one word."""
    cut = (word.strip("()[]<>{}:;,.!?\"'") for word in text.casefold().split())
    return [word for word in cut if word]
