"""What several adapters read in the same way: bytes by one GET (`get`), a file or an address (`fetch`), an iCalendar.

A calendar becomes events (`events`), and these the times at which they take place (`recurrence`), both without I/O and
bounded. The only adapter that others may know; what their events mean (a freeze, a shift) is theirs.
"""
