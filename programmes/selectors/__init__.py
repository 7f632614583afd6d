"""Reads that compose several models, one module per subject."""
