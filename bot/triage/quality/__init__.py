"""Quality: how good the answers are is read from the record, told every week, and watched every day.

`read` makes the report from the ledger, `asked` answers `/lookout quality`, `weekly` sends the letter, `golden` replays
the golden incidents by the rules and `rehearse` by the release in use (`trial` is one case of it), and `watch` tells
Lookout's own on-call what drifted.
"""
