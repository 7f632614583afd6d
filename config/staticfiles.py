"""Static files under names that carry their content, so that a browser keeps them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Renames and compresses the collected files.

    A style sheet may name a font of vendor/ that this machine could not fetch: the reference
    stays as it is and the browser falls back to a system font, instead of no portal at all.
    """

    def hashed_name(self, name, content=None, filename=None):
        if content is None and name.startswith("vendor/") and not self.exists(filename or name):
            return name
        return super().hashed_name(name, content, filename)
