"""The read side: what people type in, ranked articles and facets out. Imports `index`, never Flask."""
