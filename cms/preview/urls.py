"""Addresses of previews. Pictures and assets stand where a shopper's page looks for them: at the root."""

from __future__ import annotations

from django.urls import path, re_path

from cms.preview import views

urlpatterns = [
    path("xem-truoc/<str:token>", views.shared, name="shared_preview"),
    re_path(r"^anh/(?P<name>[A-Za-z0-9_-]{1,80}\.(?:webp|avif|jpg))$", views.picture),
    re_path(r"^assets/(?P<name>[a-z]+\.[0-9a-f]{12}\.(?:css|js|svg))$", views.asset),
]
