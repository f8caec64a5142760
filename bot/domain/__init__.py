"""The nouns of the field as frozen values.

No clock, no I/O, no environment: everything here can be made in a test by naming its fields. The names are the
field's and each has one meaning (Incident, Owner, Evidence, Finding, Hypothesis, Proposal, Clearance...). Every other
room may import this one; this one imports nothing of ours.
"""
