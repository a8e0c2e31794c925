"""Puts a changed config.yaml in the place of the old one: read as a whole first, the old one kept as config.yaml.bak.

Refuses to know what the change is: `config.people` and `config.edit` make the text.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.load import load_config
from config.settings import Config
from model import ConfigError, GrapevineError, InputError, digest_of

_WRITING = threading.Lock()


class StaleFileError(GrapevineError):
    """config.yaml is not the one any more that the change was made from."""


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """config.yaml as a page may change it. `env` holds the secrets; `written` is called after each change."""

    path: Path
    env: Mapping[str, str]
    written: Callable[[], object] = _nothing

    def read(self) -> str:
        """The text, line ends untouched. InputError where it cannot be read."""
        try:
            return self.path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{self.path.name} cannot be read just now: {error}") from error

    def writable(self) -> bool:
        """Whether it can be replaced: the file, and a new one beside it."""
        real = self._real
        return all(os.access(path, os.W_OK) for path in (real, real.parent, self.path.parent))

    def try_out(self, text: str) -> Config:
        """What `text` would mean. ConfigError with its faults, and where anything but people would be different."""
        trial = self.path.with_name(f".{self.path.name}.trial")  # here, for playbooks lie beside the path that is named
        try:
            self._write(trial, text)
            found = load_config(trial, self.env)
        except OSError as error:
            raise InputError(f"{self.path.name} cannot be changed from here: {error.strerror}") from error
        finally:
            trial.unlink(missing_ok=True)
        if _without_people(found) != _without_people(load_config(self.path, self.env)):
            raise ConfigError(self.path.name, ["more than the people would change: nothing was written"])
        return found

    def replace(self, text: str, *, seen: str) -> None:
        """Write `text` where the file still is the one whose `mark_of` is `seen`.

        StaleFileError, ConfigError or InputError: nothing was changed.
        """
        with _WRITING:
            if mark_of(self.read()) != seen:
                raise StaleFileError(f"{self.path.name} was changed meanwhile")
            self.try_out(text)
            self._swap(text)
        self.written()

    def _swap(self, text: str) -> None:
        real = self._real
        fresh = real.with_name(f".{real.name}.new")
        try:
            self._write(fresh, text)
            shutil.copymode(real, fresh)
            shutil.copy2(real, real.with_name(f"{real.name}.bak"))
            fresh.replace(real)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise InputError(f"{self.path.name} cannot be changed from here: {error.strerror}") from error

    def _write(self, path: Path, text: str) -> None:
        """Readable by nobody else, and on the disk when this returns."""
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(number, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())

    @property
    def _real(self) -> Path:
        """Behind a link it is the file itself that changes."""
        return self.path.resolve()


def mark_of(text: str) -> str:
    """Tells one version of the file from another."""
    return digest_of(text)


def _without_people(config: Config) -> Config:
    businesses = tuple(one.model_copy(update={"people": ()}) for one in config.businesses)
    return config.model_copy(update={"path": Path(), "businesses": businesses})
