"""Alert posts of other bots read into `Alert`s: one small parser per source, asked in the order of `catalogue.PARSERS`.

`slack_text` undoes Slack's markup, `post` walks a message, `drafts` makes the Alert. A parser takes a bot's message
and gives an Alert or None; nothing that a message can hold makes it raise. What comes next is `triage.intake`.
"""
