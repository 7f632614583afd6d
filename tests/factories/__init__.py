"""Situations for tests, by name: one module per app, one factory per model."""
