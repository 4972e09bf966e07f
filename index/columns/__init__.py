"""Columns: one value a document, laid out so that numpy reads them whole, straight from the segment's file.

Whoosh calls a column's writer and reader; what a segment's column holds comes out as arrays (`ColumnReader.array`,
`FacetReader.codes`), never a document at a time.
"""
