"""One small error tree. Every text is for the operator and names the next step."""

from __future__ import annotations


class GrapevineError(Exception):
    """Base of every error we raise on purpose. Its text is for the operator and names the next step."""


class ConfigError(GrapevineError):
    """config.yaml or a playbook cannot be used; `problems` names every fault with its line."""

    def __init__(self, path: str, problems: list[str]) -> None:
        self.path, self.problems = path, problems
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{path}: {len(problems)} problem(s)\n{lines}")


class InputError(GrapevineError):
    """A file, line or argument that a person handed us cannot be used."""


class StoreError(GrapevineError):
    """The database cannot be opened, read or written."""


class Conflict(StoreError):
    """Somebody else changed the flag since it was read."""


class CrawlError(GrapevineError):
    """A source could not be read."""


class ExtractError(GrapevineError):
    """Bytes were fetched but hold nothing we can read as reviews."""


class ScoringError(GrapevineError):
    """One review could not be scored; the rest go on."""


class MailError(GrapevineError):
    """A mail was not accepted. `permanent`: this recipient will never take it. `ours`: the operator must act."""

    def __init__(self, text: str, *, permanent: bool = False, ours: bool = False) -> None:
        super().__init__(text)
        self.permanent, self.ours = permanent, ours
