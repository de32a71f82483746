"""What stands in a file that is attached: its text, read in a short-lived process that can reach nothing else."""
