"""How what was typed is understood: one small step a module, each a pure function over the text or a query."""
