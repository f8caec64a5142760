"""Alembic's scripts: `env.py` runs them over the store's connection; `versions/` has a file a revision."""
