"""The only bridge to the loader: imports and corrections."""
