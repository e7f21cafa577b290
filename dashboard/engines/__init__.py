"""What runs SQL: DuckDB in this process, or an engine elsewhere that speaks Spark Connect. Who asks does not know."""
