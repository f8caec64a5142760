"""What only PostgreSQL understands: a server that several machines share, its search, its codes for trouble."""
