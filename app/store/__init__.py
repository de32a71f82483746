"""What survives a restart: the history in SQLite and the settings in a JSON file. No Qt, no MLX."""
