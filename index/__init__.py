"""The write side: articles in, an index out. Knows nothing of `search` or `web`."""
