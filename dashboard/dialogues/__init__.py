"""Forms that correct, and the jobs that they start."""
