"""Views of the ledger: values in, lines out. Nothing here is stored; all can be made again from the rows."""
