"""Lookout: an on-call triage bot for Slack that reads, reports and never takes the helm."""
