"""Ways to page outside Slack: a generic webhook, and PagerDuty's Events API version 2.

Every way is put behind `guarded`, which takes secrets out of a page and lets the language guard judge it. `post` sends
one bounded request, `secret` reads what a way needs to be let in, `checks` are the doctor's questions. What pages are
sent, and when, is the story's business (`bot.triage.paging`).
"""
