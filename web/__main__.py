"""`python -m web` does what `tracuu` does."""

from web.cli import main

main()
