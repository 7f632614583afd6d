from django.core.management.base import BaseCommand, CommandError

from config.documents import documents


class Command(BaseCommand):
    help = "Write the documents that are made from the code, or compare them with --check."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="only compare; fail if one differs"
        )

    def handle(self, *args, check, **options):
        stale = []
        for path, text in documents().items():
            wanted = text()
            if path.exists() and path.read_text() == wanted:
                continue
            stale.append(path.name)
            if not check:
                path.write_text(wanted)
                self.stdout.write(f"wrote {path.name}")
        if check and stale:
            raise CommandError(f"Not what the code says: {', '.join(stale)}. Run make docs.")
