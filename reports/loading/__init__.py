"""Brings the data files of the repository into the database (docs/adr/0005-loading.md).

Each loader is one function, keyword-only, in one transaction, that says how many rows it wrote; run
again it writes none. The commands of the same names call them.
"""
