"""Every kind of fault, in the order of the panel."""

from bot.sandbox.workspace.bad_days import api, cluster, connection, model, pager

KINDS = {
    kind.name: kind for kind in (*connection.KINDS, *api.KINDS, *cluster.KINDS, *model.KINDS, *pager.KINDS)
}
