"""Tables of tasks and numbered paragraphs -> duties: what a plan asks of whom, until when."""
