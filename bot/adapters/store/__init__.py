"""The store: one database, several processes, every move one conditional UPDATE.

`store.SqlStore` opens transactions; one file here for each family of tables holds its rows and its verbs
(`tasks`, `incidents`, `ledger`, `outbox`, `proposals`, `diagnoses`, `stops`, `mutes`). `engine` says which database a
URL names. What only one of them understands stands in its own folder, `sqlite` or `postgres`: how a transaction begins
(`engine`), the full-text index (`words`), what an error means (`errors`) and what the doctor asks (`checks`). The rest
is portable SQL.
"""
