"""What every stage agrees on: schemas, values that travel, findings, reference data, paths. Imports nothing of ours."""
