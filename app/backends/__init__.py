"""Who can answer: one interface, and the processes and services behind it."""
