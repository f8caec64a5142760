"""HTTP in: the one server that Lookout listens on (`server`), and how it is asked whether it is well (`health`)."""
