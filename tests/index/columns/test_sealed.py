"""The seal under Whoosh's tables of contents."""

from pathlib import Path

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.columns.sealed import ContentsDamaged, SealedStorage
from index.fields import INDEX_NAME, schema


@pytest.fixture
def contents(tmp_path: Path) -> Path:
    TOC(schema(), [], 1).write(SealedStorage(tmp_path), INDEX_NAME)
    (written,) = tmp_path.iterdir()
    return written


def test_whoosh_reads_what_is_sealed(contents: Path) -> None:
    """Its own storage too, which knows nothing of seals."""
    for storage in (SealedStorage(contents.parent), FileStorage(str(contents.parent))):
        assert TOC.read(storage, INDEX_NAME).schema.names() == schema().names()


def test_no_changed_byte_is_unpickled(contents: Path) -> None:
    """Wherever it is, in the seal too."""
    whole = contents.read_bytes()
    for at in range(len(whole)):
        contents.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        with pytest.raises(ContentsDamaged, match="--replace-all"):
            TOC.read(SealedStorage(contents.parent), INDEX_NAME)


def test_no_other_length_is_unpickled(contents: Path) -> None:
    """Neither one without its end, the seal included, nor one with something behind it."""
    whole = contents.read_bytes()
    for other in (*(whole[:length] for length in range(len(whole))), whole + b"\0"):
        contents.write_bytes(other)
        with pytest.raises(ContentsDamaged, match="truncated" if other else "empty"):
            TOC.read(SealedStorage(contents.parent), INDEX_NAME)


def test_what_is_not_a_table_of_contents_has_no_seal(tmp_path: Path) -> None:
    """Segments check themselves."""
    storage = SealedStorage(tmp_path)
    (tmp_path / "aside").write_bytes(b"column")
    storage.rename_file("aside", "segment.post")
    assert (tmp_path / "segment.post").read_bytes() == b"column"
