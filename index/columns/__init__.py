"""A Whoosh codec that keeps a segment as numpy arrays, mapped into memory.

Knows documents, terms and values; nothing of Vietnamese.
"""
