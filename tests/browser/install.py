"""Makes sure that there is a Chromium for the browser tests: `python -m tests.browser.install`.

One that the system has is taken (`tests.browser.find.chromium`); else Debian's package where apt can install it, else
Playwright's own download.
"""

import os
import shutil
import subprocess
import sys

from tests.browser.find import chromium


def main() -> None:
    """Installs a Chromium if none is found."""
    if chromium():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=True)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    if not chromium():
        sys.exit("No Chromium could be installed for the browser tests.")


if __name__ == "__main__":
    main()
