"""The models of this machine: which there are, whether they fit, and what may be done with each."""
