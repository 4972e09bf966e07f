"""The tokens of those who may write (RFC 6750, bearer tokens): made once, kept as hashes, compared.

A token is 256 random bits. Nobody can try that many, so that SHA-256, which is fast, hides it for good. The slow hashes
are made for passwords, which people choose and others guess; here they would only let anybody keep the processor busy
by sending wrong tokens.

    file     one token a line; blank lines, and lines that begin with #, say nothing
    line     the token's SHA-256 in 64 hexadecimal digits, and after a space whose token it is: for people alone
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from pathlib import Path

from index.errors import TracuuError

_PREFIX = "tracuu_"
"""Tells people, and tools that look for secrets in the wrong places, what it is."""

_RANDOM_BYTES = 32

_LINE = re.compile(r"([0-9a-f]{64})(?:\s+.*)?")


class TokensUnreadable(TracuuError):
    """The file of tokens can't be read; the message says where, and how to make one."""


def new_token() -> str:
    """A token that nobody has."""
    return _PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def line_of(token: str, owner: str) -> str:
    """The line that lets `token` in, for the file."""
    return f"{_hash(token)}  {' '.join(owner.split())}".rstrip()


class TokenFile:
    """The tokens that may write. The file is read at each request: a line that is taken out counts at once."""

    def __init__(self, path: Path) -> None:
        """Raises `TokensUnreadable`."""
        self._path = path
        self._hashes()

    def admits(self, token: str) -> bool:
        """Whether this is one of them. Takes the same time for any wrong one. Raises `TokensUnreadable`."""
        given = _hash(token)
        return any([hmac.compare_digest(given, known) for known in self._hashes()])  # noqa: C419  (all are compared)

    def _hashes(self) -> list[str]:
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise TokensUnreadable(
                f"The tokens in {self._path} can't be read: {reason}. Make one with: tracuu token NAME >> {self._path}"
            ) from error
        return [
            self._hash_in(line, number)
            for number, line in enumerate(lines, 1)
            if line.strip() and not line.startswith("#")
        ]

    def _hash_in(self, line: str, number: int) -> str:
        if match := _LINE.fullmatch(line.strip()):
            return match[1]
        raise TokensUnreadable(f"{self._path}:{number}: this is not a line that `tracuu token` prints")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
