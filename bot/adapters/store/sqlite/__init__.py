"""What only SQLite understands: one file that several processes share, its search, its words for trouble."""
