"""The outside world, one package for each vendor: what it says becomes the nouns and errors of the house here.

Adapters do not inherit from the ports; `app.build()` is annotated, so the type checker proves that they fit. They do
not know each other, but for `feeds`, on which those stand that read the same things.
"""
