"""The loader's commands, one module each."""
