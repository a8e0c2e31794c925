"""Where a command works: which config.yaml, which folder of state."""

from __future__ import annotations

import os
from pathlib import Path

from crawler.jobs import REST
from jobs.keeper import ConfigKeeper
from jobs.workplace import Workplace


class House:
    """Opens config.yaml only when a command needs it, so that `extract` and `score` work without one."""

    def __init__(self, config: Path, var: Path) -> None:
        self._config, self._var = config, var

    def keeper(self) -> ConfigKeeper:
        return ConfigKeeper(self._config, os.environ)

    def place(self, keeper: ConfigKeeper | None = None) -> Workplace:
        held = keeper or self.keeper()
        return Workplace(lambda: held.current, self._var, rest=REST)
