"""A site without addresses: the base page must stand before any room does."""

urlpatterns: list[object] = []
