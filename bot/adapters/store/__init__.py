"""The store on SQLite: one file, several processes, every move one conditional UPDATE.

`store.SqlStore` opens transactions; one file here for each family of tables holds its rows and its verbs
(`tasks`, `incidents`, `ledger`, `outbox`, `proposals`, `diagnoses`, `stops`, `mutes`). What only SQLite understands
stands in `engine` (how a transaction begins) and `search` (the full-text index); the rest is portable SQL.
"""
