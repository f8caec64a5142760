"""What the story needs of the world, said at the consumer. Adapters do not inherit; the type checker proves them.

Errors: every coroutine here raises `TransientError`, `PermanentError` or `RefusedError` of `bot.domain.errors` and
nothing else of the outside.
"""
