"""
The whole command: what `scheduler.cli` has, and what needs the HTTP layer.

Both are put together here, above both. What a command needs is imported when it runs.
"""

from api.serving import commands
from scheduler.cli import main
from scheduler.cli.interruption import interruptible

app = main.app
commands.register(app)


def run() -> None:
    """Entry point of the command."""
    with interruptible():
        main.run()
