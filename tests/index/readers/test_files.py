"""Which files are read, and what becomes of those that can't be."""

import gzip
import lzma
import os
from collections import Counter
from pathlib import Path

import pytest

from index.article import Article
from index.readers import SourceFile, Unreadable, files, read, read_file

LINE = '{"id": "%s", "title": "Tin", "body": ""}\n'


def write(path: Path, content: str = "Tin\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def ids(*paths: Path) -> list[str]:
    return [result.id if isinstance(result, Article) else str(result) for result in read(paths)]


def test_a_folder_is_read_in_sorted_order(tmp_path: Path) -> None:
    """Folders and files by name, whatever order the file system gives."""
    for name in ("c.txt", "a/z.txt", "b.txt", "a/b/x.txt"):
        write(tmp_path / name)
    assert ids(tmp_path) == ["a/b/x", "a/z", "b", "c"]


def test_an_id_is_the_path_below_the_folder_that_was_asked_for(tmp_path: Path) -> None:
    """Without suffixes; a file that is named itself is called by its name."""
    path = write(tmp_path / "docs/a/bai-1.5.TXT")
    assert ids(tmp_path) == ["docs/a/bai-1.5"]
    assert ids(tmp_path / "docs") == ["a/bai-1.5"]
    assert ids(path) == ["bai-1.5"]


def test_in_folders_other_files_are_passed_over_in_silence(tmp_path: Path) -> None:
    """Hidden ones, unknown formats, the table of units, archives."""
    for name in (".an.txt", ".git/x.txt", "units.toml", "anh.jpg", "tin.tar.xz", "khong-duoi", "tin.txt"):
        write(tmp_path / name)
    assert ids(tmp_path) == ["tin"]


def test_what_was_asked_for_by_name_is_never_passed_over(tmp_path: Path) -> None:
    """An unknown format, a path that doesn't exist, something that is neither file nor folder."""
    picture = write(tmp_path / "anh.jpg")
    pipe = tmp_path / "ong.txt"
    os.mkfifo(pipe)
    assert ids(picture, tmp_path / "khong-co.txt", pipe) == [
        f"{picture}: this format is not known; known are .htm, .html, .json, .jsonl, .ndjson, .txt",
        f"{tmp_path / 'khong-co.txt'}: no such file or directory",
        f"{pipe}: is neither a file nor a folder",
    ]
    assert ids(tmp_path) == []


def test_loops_of_links_end(tmp_path: Path) -> None:
    """No folder is entered twice; a link that leads nowhere is named if it looks like an article."""
    write(tmp_path / "a/tin.txt")
    (tmp_path / "a/vong").symlink_to(tmp_path)
    (tmp_path / "a/xoan.txt").symlink_to(tmp_path / "a/xoan.txt")
    (tmp_path / "b").symlink_to(tmp_path / "nowhere")
    assert ids(tmp_path) == ["a/tin", f"{tmp_path / 'a/xoan.txt'}: too many levels of symbolic links"]


def test_what_may_not_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder and a file without permission; the others are read."""
    write(tmp_path / "a/tin.txt")
    closed = write(tmp_path / "b.txt")
    write(tmp_path / "c.txt")
    listdir, opener = os.listdir, Path.open

    def refuse(path: Path, *args: object, **kwargs: object) -> object:
        if path in (tmp_path / "a", closed):
            raise PermissionError(13, "Permission denied", str(path))
        return listdir(path) if path.is_dir() else opener(path, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "listdir", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    assert ids(tmp_path) == [f"{tmp_path / 'a'}: permission denied", f"{closed}: permission denied", "c"]


def test_of_two_files_with_one_id_the_second_is_named(tmp_path: Path) -> None:
    """With the first, since either may be the mistake; the same file twice is no mistake."""
    first, second = write(tmp_path / "a/tin.txt"), write(tmp_path / "b/tin.html", "<title>Tin</title>")
    assert ids(first, second) == ["tin", f"{second}: it would get the same id (tin) as {first}"]
    assert ids(tmp_path / "a", tmp_path / "a") == ["tin"]


def test_sizes_are_known_before_anything_is_read_and_progress_adds_up_to_them(tmp_path: Path) -> None:
    """In bytes on disk, compressed files included, so a progress bar needn't know formats."""
    write(tmp_path / "a.txt", "Tin\n\n" + "nội dung " * 20_000)
    lines = "".join(LINE % number for number in range(5_000)).encode()
    (tmp_path / "b.jsonl.xz").write_bytes(lzma.compress(lines))
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(lines))
    for file in files([tmp_path]):
        assert isinstance(file, SourceFile)
        assert file.size == file.path.stat().st_size
        steps: list[int] = []
        assert not any(isinstance(result, Unreadable) for result in read_file(file, steps.append))
        assert sum(steps) == file.size


def test_every_format_may_be_compressed(tmp_path: Path) -> None:
    """The suffix of the compression is no part of the id."""
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"Tin"))
    (tmp_path / "b.html.xz").write_bytes(lzma.compress(b"<title>Tin</title><p>Tin</p>"))
    (tmp_path / "c.JSON.GZ").write_bytes(gzip.compress((LINE % "json").encode()))
    assert ids(tmp_path) == ["a", "b", "json"]


@pytest.mark.parametrize(("suffix", "compress"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_what_stands_before_a_cut_is_read(tmp_path: Path, suffix: str, compress: object) -> None:
    """A download that broke off gives what it has, and is named."""
    whole = compress("".join(LINE % os.urandom(40).hex() for _ in range(2_000)).encode())  # type: ignore[operator]
    path = tmp_path / f"tin.jsonl{suffix}"
    path.write_bytes(whole[: len(whole) // 2])
    *articles, last = read([path])
    assert len(articles) > 500
    assert all(isinstance(article, Article) for article in articles)
    assert str(last) == f"{path}: the compressed data end too early; what stands before that was read"


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_what_is_not_compressed_at_all_is_named(tmp_path: Path, suffix: str) -> None:
    """A wrong suffix, or damage."""
    path = write(tmp_path / f"tin.jsonl{suffix}", LINE % 1)
    (message,) = ids(path)
    assert message.startswith(f"{path}: ")


def test_a_file_name_that_is_not_utf_8_makes_an_id_that_is(tmp_path: Path) -> None:
    """U+FFFD stands for what can't be read; two names that then are the same are told apart by nobody."""
    for name in (b"tin-\xe1.txt", b"tin-\xe2.txt"):
        (tmp_path / os.fsdecode(name)).write_text("Tin")
    one, other = ids(tmp_path)
    assert one == "tin-\ufffd"
    assert "it would get the same id (tin-\ufffd)" in other


def test_what_is_passed_over_can_be_printed(tmp_path: Path) -> None:
    """A suffix too need not be UTF-8."""
    (tmp_path / os.fsdecode(b"tin.\xe1")).write_text("Tin")
    passed_over: Counter[str] = Counter()
    assert list(files([tmp_path], passed_over)) == []
    assert passed_over == {".\ufffd": 1}


def test_a_message_is_one_printable_line() -> None:
    """Even if the file's name isn't UTF-8 and the reason has line ends."""
    path = Path(os.fsdecode(b"tin-\xe1.txt"))
    assert str(Unreadable(path, "no\ngood", 3)) == "tin-\ufffd.txt:3: no good"
    assert str(Unreadable(Path("a.txt"), "no good")) == "a.txt: no good"
