"""What is only true across documents, and the one file that readers are served."""
