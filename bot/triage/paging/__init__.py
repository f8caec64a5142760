"""Paging: the way to a person that needs no Slack, no model and no outbox.

`call` is the one place from which a page leaves; it asks no kill switch, since no scope of it silences the page.
`chain` pages for an incident that nobody owns, `over` says that a human closed it, and `own` pages whoever is on call
for Lookout itself. `order` has what their tasks carry.
"""
