"""The shell commands. Logs go to stderr, so that stdout is what was asked for.

Each loads what it needs when it runs: those that need no server answer without one being loaded.
"""

import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from leadwright.domain.errors import Refused
from leadwright.kernel.loading import resolve

if TYPE_CHECKING:
    from leadwright.bootstrap.database import DatabaseServer
    from leadwright.kernel.settings import Settings

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
db = typer.Typer(no_args_is_help=True, help="The database: schema and roles.")
user = typer.Typer(no_args_is_help=True, help="People.")
key = typer.Typer(no_args_is_help=True, help="API keys.")
evaluate = typer.Typer(no_args_is_help=True, help="Quality, measured on files; needs no server.")
score = typer.Typer(invoke_without_command=True, help="Scores and scorecards.")
for name, group in (
    ("db", db),
    ("user", user),
    ("key", key),
    ("eval", evaluate),
    ("score", score),
):
    app.add_typer(group, name=name)

ResultT = TypeVar("ResultT")
_SHELL = "leadwright.bootstrap.cli"
_DATABASE = "leadwright.bootstrap.database"
_SCORES = "leadwright.bootstrap.commands.score_commands"
_LOAD = "leadwright.kernel.process:load"
CardFile = Annotated[typer.FileBinaryRead, typer.Argument(help="YAML, or - for stdin.")]


def _settings() -> "Settings":
    settings: Settings = resolve("leadwright.kernel.settings:load")()
    resolve("leadwright.kernel.logging:configure")(settings.log_level)
    return settings


def _with_database(work: Callable[..., Awaitable[ResultT]]) -> ResultT:
    """Run a short command against the database, starting the embedded one if nobody did."""
    result: ResultT = resolve(f"{_SHELL}:with_database")(_settings(), work)
    return result


@app.command()
def run() -> None:
    """Start everything on this machine: database, web and worker."""
    resolve("leadwright.supervisor:run")(_settings())


Prepared = Annotated[bool, typer.Option("--prepared", hidden=True)]


@app.command()
def web(
    prepared: Prepared = False,
    prepares: Annotated[bool, typer.Option("--prepares", hidden=True)] = False,
) -> None:
    """Start only the web process."""
    resolve(_LOAD)()
    settings = _settings()
    resolve("leadwright.bootstrap.mail:mail_target")(
        settings
    )  # a wrong address is told now, before anything is started
    serve = resolve("leadwright.web.serve:serve")  # while the supervisor starts the database
    with _database(settings, prepared or prepares) as server:
        if prepares:
            resolve("leadwright.bootstrap.setup:prepare_for_supervisor")(settings, server.urls)
        elif not prepared:
            token = resolve("leadwright.bootstrap.setup:prepare")(settings, server.urls)
            resolve("leadwright.supervisor:greet")(settings, token)
        serve(resolve("leadwright.bootstrap.common:build")(settings, server.urls), server)


@app.command()
def worker(prepared: Prepared = False) -> None:
    """Start only a worker."""
    resolve(_LOAD)()
    settings = _settings()
    resolve("leadwright.bootstrap.mail:mail_target")(settings)
    work = resolve("leadwright.worker:run")
    if prepared:  # alone, a database that cannot be used is told first
        resolve("leadwright.bootstrap.warm_up:load_models")(settings)
    with _database(settings, prepared) as server:
        if not prepared:
            resolve("leadwright.bootstrap.setup:check")(settings, server.urls)
        runtime = resolve("leadwright.bootstrap.common:build")(settings, server.urls)
        # Prepared means: by a supervisor, which may start another.
        calling = resolve("leadwright.kernel.process:call_for_help")
        work(runtime, server, calling() if prepared else None)


@contextmanager
def _database(settings: "Settings", prepared: bool) -> "Iterator[DatabaseServer]":
    """The supervisor's, once it stands, or one that this process starts or shares."""
    if prepared:
        yield resolve(f"{_DATABASE}:handed_over")(sys.stdin)
        return
    server: DatabaseServer = resolve(f"{_DATABASE}:start_database")(settings)
    try:
        yield server
    finally:
        server.stop()


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the schema to the newest revision."""
    server = resolve(f"{_DATABASE}:start_database")(_settings())
    try:
        resolve("leadwright.kernel.db.upgrade:upgrade_now")(server.urls)
    finally:
        server.leave()
    typer.echo("The schema is up to date.")


@db.command("roles")
def db_roles(
    admin_url: Annotated[str, typer.Option(help="postgresql://admin:password@host/postgres")],
) -> None:
    """Make the database and its three roles, and print their addresses for the environment."""
    urls = resolve("leadwright.kernel.db.roles:ensure_roles")(admin_url)
    typer.echo(f"DATABASE_URL={urls.app}")
    typer.echo(f"DATABASE_OWNER_URL={urls.owner}")
    typer.echo(f"DATABASE_SYSTEM_URL={urls.system}")


@user.command("create")
def user_create(
    workspace: Annotated[str, typer.Option(help="An existing or a new workspace's name.")],
    email: Annotated[str, typer.Option()],
    password_stdin: Annotated[bool, typer.Option("--password-stdin")] = False,
    name: Annotated[str, typer.Option(help="Shown to colleagues and in replies.")] = "",
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Make a workspace and its owner; the first one claims this installation."""
    password = _password(from_stdin=password_stdin)
    person = resolve(f"{_SHELL}:new_person")(name, email, password)
    made = _with_database(
        partial(resolve(f"{_SHELL}:create_owner"), workspace=workspace, person=person)
    )
    _tell(made, f"{_SHELL}:owner_in_words", as_json=as_json or not sys.stdout.isatty())


@user.command("password")
def user_password(
    email: Annotated[str, typer.Option()],
    password_stdin: Annotated[bool, typer.Option("--password-stdin")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Set a person's password; all their logins end."""
    password = _password(from_stdin=password_stdin)
    done = _with_database(
        partial(resolve(f"{_SHELL}:set_password"), email=email, password=password)
    )
    _tell(done, f"{_SHELL}:password_in_words", as_json=as_json or not sys.stdout.isatty())


def _tell(told: object, in_words: str, *, as_json: bool) -> None:
    """One object for a program, or words for a person; what puts it into words stands in `in_words`."""
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else resolve(in_words)(told))


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return given


@key.command("create")
def key_create(
    workspace: Annotated[str, typer.Option()],
    kind: Annotated[str, typer.Option(help="public or secret")],
    label: Annotated[str, typer.Option()] = "Made in the shell",
) -> None:
    """Print a new key."""
    make = resolve(f"{_SHELL}:create_key")
    typer.echo(_with_database(partial(make, workspace=workspace, kind=kind, label=label)))


@app.command("import")
def import_files(
    files: Annotated[list[str], typer.Argument(help="Spreadsheets: xlsx, xls, ods, csv and more.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go in.")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    products: Annotated[str, typer.Option(help="The catalogue of a dry run.")] = "A1,A2",
    workspace: Annotated[str, typer.Option(help="Whose leads they become.")] = "",
) -> None:
    """Take spreadsheets in, or say what would go in; a dry run needs no server."""
    if dry_run:
        report = resolve("leadwright.bootstrap.commands.import_trial:report")
        report(files, products, as_json=as_json)
        return
    take = resolve("leadwright.bootstrap.commands.import_files:take_in")
    work = partial(take, files=files, workspace=workspace, say=_to_stderr)
    answers = _with_database(work)
    if as_json:
        typer.echo(json.dumps(answers, ensure_ascii=False))


@app.command()
def demo(
    workspace: Annotated[str, typer.Option(help="The demo workspace's name.")] = (
        "Northlight Planning"
    ),
    seed: Annotated[int, typer.Option(help="The same seed gives the same demo.")] = 7,
    leads: Annotated[int, typer.Option(min=1, max=2000)] = 300,
    days: Annotated[int, typer.Option(min=1, max=365)] = 90,
    again: Annotated[bool, typer.Option("--again", help="Remove it first, then make it anew.")] = (
        False
    ),
    remove: Annotated[bool, typer.Option("--remove", help="Only remove it.")] = False,
) -> None:
    """Make a company with leads, answers and tasks to look at; go on if one was stopped half-way."""
    commands = "leadwright.bootstrap.commands.demo_command"
    if remove:
        work = partial(resolve(f"{commands}:remove"), name=workspace)
    else:
        options = {"seed": seed, "leads": leads, "days": days}
        make = resolve(f"{commands}:make")
        work = partial(make, name=workspace, options=options, again=again, say=_to_stderr)
    typer.echo(_with_database(work))


def _to_stderr(line: str) -> None:
    typer.echo(line, err=True)


@evaluate.command("understanding")
def eval_understanding(
    file: Annotated[str, typer.Argument(help="JSON lines: id, name, email, company, message.")],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Read each message and, where there are labels, say how well."""
    report = resolve("leadwright.bootstrap.commands.evaluation:understanding")(file, _to_stderr)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.get("metrics", {}).items():
        if isinstance(value, (int, float)):
            typer.echo(f"{name:12} {value:.4f}")
    typer.echo(f"{len(report['predictions'])} messages read")


@evaluate.command("dedupe")
def eval_dedupe(
    base: Annotated[str, typer.Argument(help="CSV of the people known: id, first_name, ...")],
    incoming: Annotated[str, typer.Argument(help="CSV of the people coming, same columns.")],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Judge each person of INCOMING against BASE: merge, review or new."""
    told = resolve("leadwright.bootstrap.commands.identity_evaluation:dedupe")(base, incoming)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for band in ("merge", "review", "new"):
        typer.echo(f"{band:8} {sum(line['decision'] == band for line in told)}")


@score.callback()
def score_file(
    context: typer.Context,
    engine: Annotated[str, typer.Option(help="local, or spark (an extra).")] = "local",
    leads: Annotated[str, typer.Option(help="Leads as `score leads` writes them.")] = "",
    card: Annotated[str, typer.Option(help="A card as `score export` prints it.")] = "",
    out: Annotated[str, typer.Option(help="A new file; on Spark a new folder.")] = "",
    at: Annotated[str | None, typer.Option(help="As of this moment; else now.")] = None,
) -> None:
    """Score a file of leads by a card's file: `score --leads F --card F --out F --engine spark`."""
    if context.invoked_subcommand is not None:
        return
    if not (leads and card and out):
        typer.echo(context.get_help())
        raise typer.Exit(2)
    typer.echo(
        resolve("leadwright.bootstrap.commands.score_engines:score")(engine, leads, card, out, at)
    )


@score.command("leads")
def score_leads(workspace: Annotated[str, typer.Option()]) -> None:
    """Print what scoring asks of every lead, one a line, for `score --engine`."""
    _with_database(partial(resolve(f"{_SCORES}:print_leads"), workspace=workspace))


@score.command("explain")
def score_explain(
    lead_id: Annotated[str, typer.Argument(help="It stands in the address of the lead's page.")],
    as_json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Annotated[str | None, typer.Option(help="Else all are asked.")] = None,
    card: Annotated[str | None, typer.Option(help="A scorecard's name; else the primary.")] = None,
) -> None:
    """Print what a lead's score is made of, as of now."""
    explain = partial(
        resolve(f"{_SCORES}:explain"), lead_id=lead_id, workspace=workspace, card=card
    )
    ledger = _with_database(explain)
    _tell(ledger, f"{_SCORES}:ledger_in_words", as_json=as_json)


@score.command("export")
def score_export(
    workspace: Annotated[str, typer.Option()],
    card: Annotated[str | None, typer.Option(help="A scorecard's name; else the primary.")] = None,
    version: Annotated[int | None, typer.Option(help="Else the one in force.")] = None,
) -> None:
    """Print a scorecard as YAML."""
    work = partial(resolve(f"{_SCORES}:export"), workspace=workspace, card=card, version=version)
    typer.echo(_with_database(work), nl=False)


@score.command("import")
def score_import(
    file: CardFile,
    workspace: Annotated[str, typer.Option()],
    publish: Annotated[bool, typer.Option("--publish", help="And score every lead by it.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Even over another's draft.")] = False,
    unknown: Annotated[bool, typer.Option("--unknown", help="With fields no lead has.")] = False,
) -> None:
    """Keep a scorecard from a file as a draft, or publish it. All its problems are named at once."""
    asked = {"workspace": workspace, "raw": file.read()}
    asked["how"] = resolve(f"{_SCORES}:CardToImport")(publish, replace, unknown)
    told = _with_database(partial(resolve(f"{_SCORES}:import_"), **asked))
    for one in told["warnings"]:
        typer.echo(f"{one['field']} {one['reason']}. {one['remedy']}", err=True)
    typer.echo(json.dumps(told))


@score.command("replay")
def score_replay(
    file: CardFile,
    workspace: Annotated[str, typer.Option()],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Compare a scorecard from a file with the one in force, over the stored history."""
    work = partial(resolve(f"{_SCORES}:replay"), workspace=workspace, raw=file.read())
    told = _with_database(work)
    _tell(told, f"{_SCORES}:replay_in_words", as_json=as_json)


@score.command("drift")
def score_drift(
    workspace: Annotated[str, typer.Option()],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Say how far leads have moved from those the model learned from."""
    told = _with_database(partial(resolve(f"{_SCORES}:drift"), workspace=workspace))
    _tell(told, f"{_SCORES}:drift_in_words", as_json=as_json)


@score.command("train")
def score_train(  # noqa: PLR0913, PLR0917 -- each option of the command is one
    file: Annotated[str, typer.Argument(help="A CSV file with a header.")],
    label: Annotated[str, typer.Option(help="The column that tells the outcome.")],
    positive: Annotated[str | None, typer.Option(help="Its value for a good outcome.")] = None,
    time: Annotated[
        str | None, typer.Option(help="A column of dates: train on earlier, test on later rows.")
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="A column to leave out.")] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="A column to learn from although the guard objects.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Train on a table and say how good the model is on rows it has not seen."""
    training = "leadwright.bootstrap.commands.training"
    options = resolve("leadwright.features.prediction.training.preparing:PreparationOptions")(
        label, positive, time, tuple(exclude or ()), tuple(keep or ())
    )
    try:
        report = resolve(f"{training}:train")(file, options)
    except Refused as refusal:
        typer.echo(refusal.message, err=True)
        if as_json:
            typer.echo(json.dumps(resolve(f"{training}:problem")(refusal), ensure_ascii=False))
        raise typer.Exit(2) from None
    shown = json.dumps(report, ensure_ascii=False, allow_nan=False)
    typer.echo(shown if as_json else resolve(f"{training}:in_words")(report))
