"""`--snapshot A B --snapshot C` as the three arguments A, B and C: several after one option, their order kept."""

from typing import Any

from typer.core import TyperCommand

_OPTION = "--snapshot"


class InOrder(TyperCommand):
    """A command whose `--snapshot` only announces arguments."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the option's values as arguments; a bare option at the end is still an error."""
        if args and args[-1] == _OPTION:
            return super().parse_args(ctx, args)
        plain = [word.removeprefix(f"{_OPTION}=") for word in args if word != _OPTION]
        return super().parse_args(ctx, plain)
