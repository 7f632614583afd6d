"""Make the outlines of the regions out of the npm package `morocco-map`."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from regions import geometry

SOURCE = Path("node_modules/morocco-map/data/regions.json")
LICENCE = "ODbL-1.0"
ATTRIBUTION = "© OpenStreetMap contributors"
NOTICE = (
    "Outlines of the regions derived from OpenStreetMap data, through the npm package morocco-map. "
    "This file is a derivative database, made available under the Open Database License 1.0 "
    "(https://opendatacommons.org/licenses/odbl/1-0/). © OpenStreetMap contributors."
)


class Command(BaseCommand):
    """Writes regions.json into MAP_DIR; the portal shows tiles where it is missing."""

    help = "Make the outlines of the regions for the map (ODbL, not committed)."

    def add_arguments(self, parser):
        parser.add_argument("--source", type=Path, default=settings.BASE_DIR / SOURCE)
        parser.add_argument("--output", type=Path, default=settings.MAP_DIR / "regions.json")

    def handle(self, *args, source, output, **options):
        if not source.exists():
            raise CommandError(f"{source} is missing: run `npm ci` first.")
        drawing = geometry.draw(json.loads(source.read_text(encoding="utf-8")))
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(json.dumps(_content(drawing), separators=(",", ":")), encoding="utf-8")
        self.stdout.write(
            f"{output}: {len(drawing.outlines)} regions, {output.stat().st_size} bytes"
        )


def _content(drawing):
    return {
        "licence": LICENCE,
        "notice": NOTICE,
        "attribution": ATTRIBUTION,
        "width": drawing.width,
        "height": drawing.height,
        "regions": {
            outline.code: {"path": outline.path, "x": outline.x, "y": outline.y}
            for outline in drawing.outlines
        },
    }
