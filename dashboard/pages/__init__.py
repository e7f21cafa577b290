"""One module per page. A page never imports another page."""
