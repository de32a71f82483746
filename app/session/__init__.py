"""What is happening now: the open conversation, the list of all, the preferences. QtCore only."""
