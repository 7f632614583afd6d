"""What `manage.py bench` measures, and what it compares each measure with (docs/bench.md)."""
