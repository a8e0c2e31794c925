"""The configuration of a running `serve`: read again when a file changed, the old one kept while the new is wrong."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from config import Config, load_config
from model import ConfigError

log = logging.getLogger("grapevine")


class ConfigKeeper:
    """`current` is always a valid Config; `problems` says why a newer file is not in use, or is ""."""

    def __init__(self, path: Path, env: Mapping[str, str]) -> None:
        self._path, self._env = path, env
        self._stamps = _stamps(path)
        self.current: Config = load_config(path, env)
        self.problems = ""

    def refresh(self) -> bool:
        """Look at the files once; True when a changed configuration was taken over."""
        stamps = _stamps(self._path)
        if stamps == self._stamps:
            return False
        self._stamps = stamps
        try:
            self.current = load_config(self._path, self._env)
        except ConfigError as error:
            self.problems = str(error)
            log.error("the changed configuration is not in use, the old one stays:\n%s", error)
            return False
        self.problems = ""
        log.info("took over the changed configuration")
        return True


def _stamps(path: Path) -> dict[str, int]:
    """When each file was last written: config.yaml and the playbooks beside it. A vanished file is a change too."""
    files = [path, *sorted((path.parent / "playbooks").glob("*.yaml"))]
    return {str(file): file.stat().st_mtime_ns for file in files if file.is_file()}
