"""The app, its routes, and how it is served."""
