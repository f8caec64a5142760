"""The outside world, one package for each vendor: what it says is translated here into the nouns and errors of the house.

Adapters do not inherit from the ports; `app.build()` is annotated, so the type checker proves that they fit. They do
not know each other.
"""
