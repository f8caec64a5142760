"""Runbook files read into `Runbook`s: a bad file is a problem with file and line, and the others load.

`source` gives text, `document` turns YAML into plain values that remember their lines, `schema` holds them against
the noun, `rules` against what exists (tools, causes, groups) and can be done, `library` joins the files; `published`
is the schema that editors read. What comes next: `lookout runbooks check` prints the problems, and the story takes
the runbooks.
"""

from bot.adapters.runbooks.library import Library, Problem, load

__all__ = ["Library", "Problem", "load"]
