"""The postmortem as it is read: a Markdown document with its picture, and a message for Slack."""
