"""Slack's way in, grouped as Slack groups it: events, actions, views, commands.

A listener keeps what came in (`triage.inbox`) and is done; Bolt lets Slack have its acknowledgement only after that,
so whatever Slack believes delivered is a row. Nothing is said from here but through `Replies`.
"""
