"""The first run: what this is, one acknowledgement, and the model that fits."""
