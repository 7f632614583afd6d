"""From frozen content to a PDF: pages (HTML), press (the limited child), typesetter (WeasyPrint)."""
