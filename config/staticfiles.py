"""Static files under names that carry their content, so that a browser keeps them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Renames and compresses the collected files.

    A style sheet may name a font of vendor/ that this machine could not fetch: the reference
    stays as it is and the browser falls back to a system font, instead of no portal at all.
    """

    # Our modules ask for one another under their new names too. Only ours: elsewhere a comment
    # that mentions an import would be read as one.
    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )

    def hashed_name(self, name, content=None, filename=None):
        if content is None and name.startswith("vendor/") and not self.exists(filename or name):
            return name
        return super().hashed_name(name, content, filename)
