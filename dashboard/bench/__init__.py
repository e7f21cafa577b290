"""What `portfolio bench` measures, one module for each question; `dashboard/cli/bench.py` is the command."""
