"""Slack's Web API: one file per family of methods, `catalogue` lists them, `answer` does one call from end to end."""

from bot.sandbox.workspace.web_api.dispatch import Answer, answer

__all__ = ["Answer", "answer"]
