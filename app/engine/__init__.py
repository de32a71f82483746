"""How the model answers: the child process. Its entry is ``app.engine.loop.run``; nothing here imports the window."""
