"""Progress sheets (调度表): what one month's sheet says of each project."""
