"""Retention: for how long each kind of row is kept. What people did and what was concluded is kept for ever."""

from datetime import timedelta
from enum import StrEnum

from bot.domain.noun import Noun


class Kind(StrEnum):
    """What is let go once its time has passed."""

    SNAPSHOTS = "snapshots"
    MODEL_RUNS = "model runs"
    TASKS = "tasks"
    MESSAGES = "messages"


class Retention(Noun):
    """How long after it was made, or ended, a row of each kind is kept.

    `snapshots` are what a triage read, `model_runs` the pieces of what passed between Lookout and a model, `tasks` work
    that has ended (by its key a redelivered event is known), `messages` what was to be shown in closed incidents.
    """

    snapshots: timedelta = timedelta(days=30)
    model_runs: timedelta = timedelta(days=30)
    tasks: timedelta = timedelta(days=90)
    messages: timedelta = timedelta(days=365)
