"""The building blocks of every page, as template tags known to every template.

Each has its markup and its contract in templates/components/<name>.html and stands, with all its
variants, on /components/ (development and tests). docs/components.md lists the contracts.
A wrong argument raises TemplateSyntaxError.
"""

from lib.components import blocks, charts, figures, forms, frame, texts
from lib.components.library import register

__all__ = ["blocks", "charts", "figures", "forms", "frame", "register", "texts"]
