"""Vietnamese text as pure functions: syllables, their normal form, folding, words.

The same functions run when an article is indexed and when a query is asked, whatever the backend. They read text
and never change the text that is stored and shown.
"""
