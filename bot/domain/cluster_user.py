"""ClusterUser: a person as a cluster's RBAC knows them, for acting under their name."""

from pydantic import Field

from bot.domain.noun import Noun


class ClusterUser(Noun):
    """A user name and the groups that bindings name, as the cluster's own authentication would give them."""

    user: str = Field(min_length=1)
    groups: tuple[str, ...] = ()
