"""From frozen content to files: pages (HTML), press (the limited child), typesetter, workbook."""
