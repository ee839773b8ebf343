"""`python -m musubi_engine`."""

import sys

from musubi_engine.cli import main

if __name__ == "__main__":
    sys.exit(main())
