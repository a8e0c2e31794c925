"""`python -m crawler JOB.json`: crawl one batch. Started by `supervisor`, never by hand."""

from __future__ import annotations

import sys
from pathlib import Path

from crawler.worker import main

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m crawler JOB.json")
    main(Path(sys.argv[1]))
