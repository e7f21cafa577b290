"""What a request has: the snapshot, its scope, settings, jobs, links."""
