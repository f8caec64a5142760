"""Drills: what must work on a bad day, tried on a good one; each is one small file, listed in `catalogue`.

`chapter` makes one that is due or asked for, writes down what came of it, and puts the week's on the list; `asked` is
how a shell asks a running Lookout for one. What comes of them is read by `bot.reports.drills` alone.
"""
