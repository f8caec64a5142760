"""How it is said: values in, Block Kit and text out.

A `Rendered` comes from here and from nowhere else, and Slack's way out takes nothing but a `Rendered`.
Everything a reader could take for a claim (owner, gate, escalation, action lines) is a template over the
ledger; everything that a cluster or an alert said is a quote.
"""
