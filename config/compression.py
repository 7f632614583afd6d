"""Pages are packed on their way out; static files were packed when they were collected."""

from django.middleware.gzip import GZipMiddleware

# A report is packed already, and its length is worth more to a reader than a few bytes.
TEXTS = ("text/", "application/json", "application/problem+json", "application/xml")


class TextGZipMiddleware(GZipMiddleware):
    """Packs texts. Django adds bytes at random, so that a length tells nothing of a secret."""

    def process_response(self, request, response):
        if response.streaming or not response.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
