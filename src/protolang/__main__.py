"""`python -m protolang`, for where the command itself is not on the path."""

import sys

from protolang.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
