"""PDF pages and pictures of pages."""
