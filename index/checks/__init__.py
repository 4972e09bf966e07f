"""What must be true of the arrays of a segment, beyond their checksums: each function gives what is wrong, as text.

A checksum tells that a file is what was written. These tell that what was written makes sense, and that the files of a
segment belong together.
"""
