"""All benchmarks: `python -m bench FOLDER` (`make bench DATA=FOLDER`); `python -m bench FOLDER crawl cadence` for some.

FOLDER holds pages/, reviews/, aspects/ and streams/. Each benchmark prints ratios to a reference that it names; one
that fails is named at the end, and the others are run all the same.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

KNOWN = ("pages", "sentiment", "learned", "tricky", "crawl", "cadence", "digest")
ALONE = ("tricky", "crawl")  # they bring their own material


def main(words: Sequence[str]) -> int:
    if not words or not Path(words[0]).is_dir():
        print("usage: python -m bench FOLDER [NAME…]   FOLDER: real reviews, see CONTRIBUTING.md")
        print(f"NAME: {', '.join(present())}")
        return 2
    failed = [name for name in words[1:] or present() if not run(name, Path(words[0]))]
    if failed:
        print(f"\nnot well: {', '.join(failed)}")
    return 1 if failed else 0


def present() -> list[str]:
    return [name for name in KNOWN if find_spec(f"bench.{name}")]


def run(name: str, folder: Path) -> bool:
    """In a process of its own, so that none warms up or weighs down the next."""
    print(f"\n== {name} ==", flush=True)
    began = time.monotonic()
    place = [] if name in ALONE else [str(folder / "pages" if name == "pages" else folder)]
    code = subprocess.run([sys.executable, "-m", f"bench.{name}", *place], check=False).returncode
    print(f"({time.monotonic() - began:.0f} s)", flush=True)
    return code == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
