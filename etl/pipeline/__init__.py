"""What a person does to a home, under its lock."""
