"""Filter sets of the lists; one filter set serves a page and its API endpoint."""
