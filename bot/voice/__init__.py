"""The language guard and quotes: judges text, pure.

People read "somebody has this" out of speech acts, not out of words, so this room does not look words up: a text is
normalised to what a reader sees (`normalise`, `markup`, `spelling`), cut into sentences and pieces (`tokens`,
`sentences`), and each piece must get past a short tuple of rules (`rules`) whose words and senses stand in `lexicon`.
`judge` judges one text, `payload.screen` a whole Slack call, `quotes` makes untrusted text fit to be shown, and
`jsonl` does the same for files of texts. Nothing here knows Slack's client; the egress calls it before every send.
"""
