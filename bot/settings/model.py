"""The model as the configuration may say it; the key is the environment's, and without it there is no model."""

from pydantic import Field

from bot.domain.noun import Noun
from bot.domain.spending import Bounds, Budgets
from bot.settings.paths import FilePath


class ModelSettings(Noun):
    """The model that refines the rules' diagnosis.

    `base_url` is the provider's address, `proxy` that of an HTTP proxy on the way there; `release` is the name of the
    release that is used until a person chooses another ("": the newest), `prompts` a folder of prompts and releases in
    place of those that come with Lookout. `by_rules` is the share of triages that the model is kept out of, to compare.
    """

    enabled: bool = True
    base_url: str = Field(default="https://api.anthropic.com", pattern=r"^https?://[^\s/]+\S*$")
    proxy: str = Field(default="", pattern=r"^(https?://[^\s/]+\S*)?$")
    release: str = Field(default="", pattern=r"^[\w.-]{0,40}$")
    prompts: FilePath | None = None
    bounds: Bounds = Bounds()
    budgets: Budgets = Budgets()
    by_rules: float = Field(default=0.05, ge=0, le=1)
