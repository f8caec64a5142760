"""The record as one file, and back: the same format whichever engine it comes from and goes to.

A backup is JSON lines under gzip: a line that says what it is, for each table a line with its name and its columns and
then a line for each row, and a last line with counts and digests, without which it is not whole. Rows are as the
database holds them at the schema's revision of that moment, so a newer Lookout makes that schema, fills it and then
migrates it. The index of words is not in it; it is made again.

`write` reads one consistent state while everybody else goes on writing, `file` is the format, `restore` fills an empty
database in one transaction, `drill` does both and throws the result away.
"""
