"""Words and their senses: data, no decisions.

`classes` says what a noun stands for (a person, a machine, an incident...), `verbs` what a verb does, `foreign` holds
claims in other languages, `english` tells English from the rest. The rules that use them are in `bot.voice.rules`.
"""
