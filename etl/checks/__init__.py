"""What one document says, held against the contract and against itself."""
