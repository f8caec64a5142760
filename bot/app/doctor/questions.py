"""How a question of the doctor ends: in lines, whatever happens, and in time."""

import asyncio
from collections.abc import Awaitable, Sequence

from bot.domain.check import Check, fail, unknown
from bot.domain.errors import OutsideError, TransientError

AGAIN = "run this again; if it stays so, see deploy/TROUBLESHOOTING.md"


class Questions:
    """Asks each question with a deadline of its own, in seconds, so that one which hangs holds up no other."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    async def ask(
        self,
        name: str,
        answering: Awaitable[Sequence[Check] | Check],
        about: str = "",
        *,
        vital: bool = False,
    ) -> tuple[Check, ...]:
        """The answer's lines; one line that says why there are none.

        No answer means that nothing is known, or, of what is `vital`, that Lookout cannot work.
        """
        silent = fail if vital else unknown
        try:
            async with asyncio.timeout(self.seconds):
                answer = await answering
        except TimeoutError:
            return (silent(name, f"no answer within {self.seconds:g} s", AGAIN, about),)
        except TransientError as problem:
            return (silent(name, str(problem), AGAIN, about),)
        except OutsideError as problem:
            return (fail(name, str(problem), "see deploy/TROUBLESHOOTING.md", about),)
        except Exception as problem:  # noqa: BLE001 - a broken check must not pass for a good one, nor hide the others
            said = (
                f"this check itself failed, which is a fault of Lookout ({type(problem).__name__}: {problem})"
            )
            return (unknown(name, said, "please report it", about),)
        return (answer,) if isinstance(answer, Check) else tuple(answer)


def passed_over(name: str, why: str, about: str = "") -> Check:
    """The line of what was not looked at, since what it needs does not work."""
    return unknown(name, f"not looked at: {why}", "mend that first", about)
