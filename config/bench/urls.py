"""The portal's addresses and the bare page beside them; used by the bench alone."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from config.bench.bare import bare_page
from config.urls import handler400, handler403, handler404, handler500, urlpatterns

urlpatterns = [*urlpatterns, *i18n_patterns(path("nu/", bare_page, name="bare_page"))]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
