"""Say plainly when the Python at hand is too old or lacks venv."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this runs with whatever python3 is
    sys.exit(f"Musubi needs Python 3.11 or newer; this is {sys.version.split()[0]}.\nInstall a newer one and say which: make serve PYTHON=python3.11")
try:
    import ensurepip  # noqa: F401 - only its presence matters
    import venv  # noqa: F401 - only its presence matters
except ImportError:
    sys.exit("This Python lacks venv. On Debian and Ubuntu: apt-get install python3-venv")
