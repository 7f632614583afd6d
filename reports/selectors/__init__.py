"""What the pages and editions read, by page."""
