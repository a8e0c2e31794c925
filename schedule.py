"""The only wiring: config -> store -> jobs. And the command line: `python schedule.py --help`.

Exit codes: 0 done, 1 something failed and is named, 2 wrong usage or configuration, 3 another instance runs.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.util import LazyLoader, find_spec, module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.house import House
from jobs.lock import AlreadyRunning
from model import ConfigError, GrapevineError, InputError


def _later(name: str) -> Any:
    """The module, loaded when it is first used: `--help` and `score` need not wait for crawler and inbox."""
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ImportError(name)
    spec.loader = LazyLoader(spec.loader)
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if TYPE_CHECKING:
    from commands import care, clockwork, intake, lessons, source_add, trust
    from commands import sources as source_commands
    from jobs import serve as serving
else:
    names = ("care", "clockwork", "intake", "lessons", "trust")
    care, clockwork, intake, lessons, trust = (_later(f"commands.{name}") for name in names)
    source_add, source_commands = _later("commands.source_add"), _later("commands.sources")
    serving = _later("jobs.serve")

JSON = click.option("--json", "as_json", is_flag=True, help="For scripts.")
BUSINESS = click.option("--business", required=True, help="Its name in config.yaml.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


in_house = click.make_pass_decorator(House)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--config", type=click.Path(path_type=Path), default=Path("config.yaml"), help="Default: config.yaml")
@click.option("--var", type=click.Path(path_type=Path), default=Path("var"), help="Folder of state. Default: var")
@click.pass_context
def cli(context: click.Context, config: Path, var: Path) -> None:
    """Grapevine: hear the unhappy customer early, fix it, answer, and read one mail a week."""
    context.obj = House(config, var)


@cli.command()
@click.option("--no-inbox", is_flag=True, help="Clock and mail only.")
@in_house
def serve(house: House, no_inbox: bool) -> int:
    """Clock, mail and inbox, until stopped."""
    keeper = house.keeper()
    serving.serve(house.place(keeper), keeper, clock_only=no_inbox)
    return 0


@cli.command()
@in_house
def tick(house: House) -> int:
    """Do what is due, then exit (for cron)."""
    return clockwork.tick_once(house.place())


@cli.command()
@in_house
def once(house: House) -> int:
    """Crawl everything now, score, alert, exit."""
    return clockwork.once(house.place())


@cli.command()
@JSON
@in_house
def check(house: House, as_json: bool) -> int:
    """Say what config.yaml means, or every fault."""
    return clockwork.check(house.place(), as_json=as_json)


@cli.command()
@JSON
@in_house
def doctor(house: House, as_json: bool) -> int:
    """Each dependency: ok, or what to do."""
    return care.doctor(house.place(), as_json=as_json)


@cli.group()
def sources() -> None:
    """Where reviews come from: add, list, test, health."""


@sources.command("add")
@click.argument("url")
@click.option("--business", help="Default: the first in config.yaml.")
@click.option("--name", help="What to call it. Default: the site's name.")
@click.option("--pick", type=int, help="Which of the offers, without asking.")
@click.option("--yes", is_flag=True, help="Take the best offer without asking.")
@click.option("--json", "as_json", is_flag=True, help="For scripts: only looks, unless --yes.")
@in_house
def sources_add(house: House, /, url: str, **asked: Any) -> int:
    """Look at URL, offer what can be read there, write it into config.yaml."""
    return source_add.add(house.place(), url, source_add.Asked(**asked))


@sources.command("list")
@JSON
@in_house
def sources_list(house: House, as_json: bool) -> int:
    """What is configured."""
    return source_commands.list_(house.place(), as_json=as_json)


@sources.command("test")
@click.argument("name")
@JSON
@in_house
def sources_test(house: House, name: str, as_json: bool) -> int:
    """Read one source now and show what it gives; store nothing."""
    return source_commands.test(house.place(), name, as_json=as_json)


@sources.command("health")
@JSON
@in_house
def sources_health(house: House, as_json: bool) -> int:
    """How each source fares, in words."""
    return source_commands.health(house.place(), as_json=as_json)


@cli.command("import")
@click.argument("file", type=FILE)
@click.option("--business", help="Its name in config.yaml. Default: what each row says.")
@click.option("--source", help="Where they come from, e.g. Trustpilot. Default: the platform of each row.")
@in_house
def import_(house: House, file: Path, business: str | None, source: str | None) -> int:
    """Reviews from FILE (.jsonl, .json, .csv); bad rows are named, the rest comes in."""
    return intake.import_(house.place(), file, business, source)


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--business", help="Default: all.")
@in_house
def export(house: House, file: Path, business: str | None) -> int:
    """All reviews as JSON lines, readable by `import`."""
    return intake.export(house.place(), file, business)


@cli.command()
@BUSINESS
@click.option("--source", default="by hand", help="Where it was read.")
@click.option("--text", default="", help="What the customer wrote.")
@click.option("--stars", type=click.FloatRange(1, 5))
@click.option("--link")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--author")
@in_house
def add(house: House, /, business: str, **said: object) -> int:
    """One review by hand."""
    return intake.add(house.place(), business, said)


@cli.command()
@click.argument("file", type=FILE)
@click.option("--url", required=True, help="The address FILE was saved from.")
@click.option("--source", "entry", type=FILE, help="A source entry (YAML), as under sources: in config.yaml.")
@click.option("--at", help="When it was fetched (ISO); relative dates count from there. Default: now.")
@JSON
def extract(file: Path, url: str, entry: Path | None, at: str | None, as_json: bool) -> int:
    """The reviews in a saved page or payload."""
    return intake.extract(file, url=url, entry=entry, at=at, as_json=as_json)


@cli.command()
@click.argument("file", default="-")
@click.option("--name", "names", multiple=True, help="A colleague's name, to find staff praised by name.")
def score(file: str, names: tuple[str, ...]) -> int:
    """JSON lines in ({"text", "stars"?, "lang"?}), JSON lines out; - for standard input."""
    return intake.score(intake.open_lines(file), names)


@cli.command()
@BUSINESS
@click.option("--week", help="e.g. 2026-W46. Default: the last whole week.")
@click.option("--to", help="Only to this address. Default: every owner.")
@click.option("--preview", is_flag=True, help="Write files to var/mail, send nothing.")
@JSON
@in_house
def digest(house: House, business: str, week: str | None, to: str | None, preview: bool, as_json: bool) -> int:
    """The weekly digest of any week."""
    return clockwork.digest(house.place(), business, week, to=to, preview=preview, as_json=as_json)


@cli.command()
@click.argument("file", type=FILE)
@JSON
def evaluate(file: Path, as_json: bool) -> int:
    """How far to trust the flags, on rated reviews: JSON lines of {"text", "stars" or "label", "lang"?}."""
    return trust.evaluate(file, as_json=as_json)


@cli.command()
@click.option("--business", help="Its name in config.yaml. Default: each.")
@click.option("--forget", is_flag=True, help="Switch it off again.")
@JSON
@in_house
def learn(house: House, business: str | None, forget: bool, as_json: bool) -> int:
    """Learn from your own rated reviews; used only where it beats the word packs on the newest ones."""
    return lessons.learn_from(house.place(), business, forget=forget, as_json=as_json)


@cli.command()
@click.argument("what")
@BUSINESS
@click.option("--theme", required=True)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), required=True)
@in_house
def measure(house: House, what: str, business: str, theme: str, since: datetime) -> int:
    """Record WHAT has really changed, so that replies may say it."""
    return clockwork.measure(house.place(), what, business, theme, since)


@cli.command()
@click.argument("mail")
@in_house
def signin(house: House, mail: str) -> int:
    """Print a sign-in link for MAIL."""
    return clockwork.signin(house.place(), mail)


@cli.command()
@in_house
def backup(house: House) -> int:
    """A checked copy of everything, in var/backup."""
    return care.backup(house.place())


@cli.command()
@click.argument("file", type=FILE)
@in_house
def restore(house: House, file: Path) -> int:
    """Put a backup in place."""
    return care.restore(house.place(), file)


@cli.command()
@click.argument("author")
@JSON
@in_house
def erase(house: House, author: str, as_json: bool) -> int:
    """Forget what AUTHOR wrote, for good; say what is left to do by hand."""
    return care.erase(house.place(), author, as_json=as_json)


def guarded(run: Callable[[], int | None]) -> int:
    """Our own errors become a line and an exit code; a bug keeps its traceback."""
    try:
        return run() or 0
    except GrapevineError as error:
        click.echo(str(error), err=True)
        codes = {AlreadyRunning: 3, ConfigError: 2, InputError: 2}
        return next((code for kind, code in codes.items() if isinstance(error, kind)), 1)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line (that of the process, unless `words` are given); the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    for loud in ("apscheduler", "uvicorn"):
        logging.getLogger(loud).setLevel(logging.WARNING)
    try:
        return guarded(lambda: cli.main(args=words and list(words), prog_name="schedule.py", standalone_mode=False))
    except click.exceptions.Abort:
        return 1
    except click.ClickException as error:
        error.show()
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
