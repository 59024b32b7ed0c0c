"""`huitou import orders`: brings what a shop already has into Huitou."""

import typer

from huitou.config.cli.import_orders import import_orders

app = typer.Typer(add_completion=False, no_args_is_help=True)
app.command("orders")(import_orders)


@app.callback()
def import_() -> None:
    """Bring what a shop already has into Huitou."""
