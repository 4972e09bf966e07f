"""The tokens of those who may write."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli import main
from web.tokens import TokenFile, TokensUnreadable, line_of, new_token


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tokens"


def test_only_those_in_the_file_are_admitted(path: Path) -> None:
    """Each line lets its token in, and no other one, not even the line's own hash."""
    one, other, stranger = new_token(), new_token(), new_token()
    path.write_text(f"# who may write\n\n{line_of(one, 'CMS')}\n{line_of(other, '')}\n", encoding="utf-8")
    tokens = TokenFile(path)
    assert tokens.admits(one)
    assert tokens.admits(other)
    for refused in (stranger, "", one[:-1], one + " ", line_of(one, ""), "tracuu_ế\ud800"):
        assert not tokens.admits(refused)


def test_the_file_holds_no_token(path: Path) -> None:
    """Whoever reads it can't write: it says whose a token is, and its hash alone."""
    token = new_token()
    line = line_of(token, "CMS của\nViện")
    assert token.removeprefix("tracuu_") not in line
    assert line.split(maxsplit=1)[1] == "CMS của Viện"


def test_tokens_are_long_and_random() -> None:
    """256 bits each, in 43 characters that fit into a header."""
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {len("tracuu_") + 43}


def test_a_change_counts_at_once(path: Path) -> None:
    """A line that is taken out of the file, or added, counts at the next request."""
    token = new_token()
    path.write_text("", encoding="utf-8")
    tokens = TokenFile(path)
    assert not tokens.admits(token)
    path.write_text(line_of(token, "CMS"), encoding="utf-8")
    assert tokens.admits(token)
    path.write_text("", encoding="utf-8")
    assert not tokens.admits(token)


@pytest.mark.parametrize("content", [b"tracuu_abc\n", b"\n" + 63 * b"0" + b"  CMS\n", b"\xff\n"])
def test_what_is_no_file_of_tokens_is_named(path: Path, content: bytes) -> None:
    """A token that was put in instead of its hash, or anything else, is an error and lets nobody in."""
    path.write_bytes(content)
    with pytest.raises(TokensUnreadable, match=str(path)):
        TokenFile(path)


def test_a_missing_file_says_how_to_make_one(path: Path) -> None:
    """The message holds the command."""
    with pytest.raises(TokensUnreadable, match="tracuu token NAME >> "):
        TokenFile(path)


def test_the_command_makes_a_line_and_shows_its_token(path: Path) -> None:
    """What goes to standard output is the file's line; the token is shown beside it."""
    made = CliRunner().invoke(main, ["token", "CMS của Viện"])
    assert made.exit_code == 0
    path.write_text(made.stdout, encoding="utf-8")
    *_, token = made.stderr.split()
    assert TokenFile(path).admits(token)
    assert token not in made.stdout
