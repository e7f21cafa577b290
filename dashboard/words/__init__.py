"""How anything is said: translation, labels, formats."""
