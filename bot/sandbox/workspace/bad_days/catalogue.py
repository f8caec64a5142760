"""Every kind of fault, in the order of the panel."""

from bot.sandbox.workspace.bad_days import api, cluster, connection

KINDS = {kind.name: kind for kind in (*connection.KINDS, *api.KINDS, *cluster.KINDS)}
