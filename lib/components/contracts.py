"""The contracts of the components, read from the comments that open their templates."""

import re
from pathlib import Path

CONTRACT = re.compile(r"\{% comment %\}(?P<text>.*?)\{% endcomment %\}", re.DOTALL)

HEADER = """# Components

Template tags known to every template (`lib/components`), drawn by
`templates/components/<name>.html`. All of them, with their variants, stand on `/components/` in
development. A wrong argument raises `TemplateSyntaxError`. This page is generated from the comment
that opens each template.

Pages extend `base.html` and fill its blocks:

```django
{% extends "base.html" %}
{% block title %}{% trans "Activities" %}{% endblock %}
{% block breadcrumbs %}{% breadcrumbs _("Activities") "" %}{% endblock %}
{% block head %}{% page_head title=_("Activities") as_of=day %}{% endpage_head %}{% endblock %}
{% block content %}<section><h2>…</h2>…</section>{% endblock %}
```

Two columns: `<div class="columns">` around sections, the wide one with class `columns__wide`.
Behaviours are found by data attributes (`static/js/`), each with an example at the head of its
module; every page works without them.
"""


def contracts(folder: Path) -> dict[str, str]:
    """The contract of each component of a folder, by name; fragments (`_name.html`) have none."""
    found = {}
    for template in sorted(folder.glob("[!_]*.html")):
        match = CONTRACT.search(template.read_text(encoding="utf-8"))
        if match and ":" in match["text"].splitlines()[0]:
            found[template.stem] = match["text"].strip()
    return found


def as_markdown(folder: Path) -> str:
    """The page docs/components.md."""
    parts = [HEADER]
    for name, text in contracts(folder).items():
        summary, _newline, rest = text.partition("\n")
        parts.append(f"## {name}\n\n{summary.partition(': ')[2]}\n")
        if rest.strip():
            parts.append(f"```django\n{rest.rstrip()}\n```\n")
    return "\n".join(parts)
