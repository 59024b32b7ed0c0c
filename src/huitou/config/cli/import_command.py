"""`huitou import orders|variants`: brings what a shop already has into Huitou."""

from huitou.config.cli.commands import Commands
from huitou.config.cli.import_orders import import_orders
from huitou.config.cli.import_variants import import_variants

app = Commands(no_args_is_help=True)
app.command("orders")(import_orders)
app.command("variants")(import_variants)


@app.callback()
def import_() -> None:
    """Bring what a shop already has into Huitou."""
