"""When a project is built: dates and lengths, the shapes of periods, sentences about them."""
