"""What lies over the window for a moment: a box that finds everything, and the sheet of all keys."""
