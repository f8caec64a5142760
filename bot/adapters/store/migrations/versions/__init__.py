"""The revisions of the schema, oldest first by name; one that was released is never edited."""
