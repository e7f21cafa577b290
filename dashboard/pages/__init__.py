"""One folder a page: page.py and the parts that only it uses. A page never imports another page."""
