"""The command itself, to which each file adds its own."""

import typer

app = typer.Typer(
    name="knutpunkt",
    help="Samverkan kring barn och unga.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
