"""What crosses the pipe between window and engine: typed messages, one JSON object a line."""
