"""Everything that can go wrong and that a user can do something about.

TracuuError
├── IndexMissing      there is no index in the folder yet
├── IndexLocked       another process is writing
├── IndexNotWritable  the system refuses to write the index: no space, no permission
├── IndexUnreadable   the index is damaged or was made by another version
├── PathsMissing      what was to be indexed is not there
├── TableInvalid      a table that the institution edits can't be read
└── CursorInvalid     a paging cursor that this service did not make
"""

from pathlib import Path


class TracuuError(Exception):
    """The root of the family; its message is a sentence for the person who runs the command or sends the request."""


class IndexMissing(TracuuError):
    """There is no index in the folder yet; the message says how to make one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no index in {folder}. Make one with: tracuu index PATH... --index {folder}")


class IndexLocked(TracuuError):
    """Another process is writing to the index; the message says which."""


class IndexNotWritable(TracuuError):
    """The system refuses to write the index, for want of space or permission; the message says what it says."""


class IndexUnreadable(TracuuError):
    """The index is damaged or was made by another version; the message names the remedy."""


class TableInvalid(TracuuError):
    """A table that the institution edits can't be read; the message says where."""


class CursorInvalid(TracuuError):
    """The cursor was not made by this service for this kind of search."""


class PathsMissing(TracuuError):
    """Files or folders that were to be indexed are not there, so that nothing was changed."""
