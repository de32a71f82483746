"""How a model comes to this machine: a short-lived process of its own, the only one that downloads.

The window sends one ``FetchOrder`` and reads ``FetchEvent``s, a JSON object a line. Everything worth keeping is in the
files of the model's folder, so the process may be killed at any moment and the next one goes on where it was.
"""
