"""Slack: the one way out (`egress`), the letters (`messenger`), the people (`directory`), the socket (`socket`)."""
