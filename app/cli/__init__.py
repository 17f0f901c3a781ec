"""The command line: ``keepers`` and ``python main.py``.

Each command lives in its own module and imports what it needs when it runs, so that ``--help`` and shell completion
are instant and no command loads Qt or torch that does not need them.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence

from app.cli.commands import COMMANDS, build
from app.cli.terminal import complain, use_utf8
from app.errors import UserError

__all__ = ["main"]

USAGE = 2
"""Exit code for usage errors, and for nothing to do."""

_OUTPUT_IS_FULL = {errno.ENOSPC, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}
_OF_THE_PROGRAM = frozenset({"--help", "-h", "--version", "--install-completion", "--show-completion"})


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave the process with its exit code.

    Without the name of a command the window opens: ``keepers FOLDER`` is ``keepers open FOLDER``. A folder that is
    named like a command is given as ``./score``.

    Args:
        arguments: without the program's name; default is what the process was started with.
    """
    from dpiqa_core.errors import ModelError

    use_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0] not in COMMANDS and given[0] not in _OF_THE_PROGRAM):
        given.insert(0, "open")
    try:
        build()(args=given, prog_name="keepers")
    except (UserError, ModelError) as error:
        complain(str(error))
        sys.exit(USAGE)
    except OSError as error:
        # Files are named in errors of their own; what is left without a name is the output.
        if error.errno not in _OUTPUT_IS_FULL or error.filename is not None:
            raise
        complain(f"The output cannot be written: {error.strerror}. Free some space or send it elsewhere.")
        sys.exit(USAGE)
