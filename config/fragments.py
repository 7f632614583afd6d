"""A page and its fragment share an address; caches must tell them apart."""

from django.utils.cache import patch_vary_headers


class VaryOnFragmentMiddleware:
    """Without this, "Back" shows the bare fragment that was fetched last from the address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        return response
