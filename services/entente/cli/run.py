"""`entente run SERVICE`: one service in this process."""

import os
import runpy
from typing import Annotated

import typer

from entente.cli import connections
from entente.cli.talk import FAILED, one_sentence, stderr
from entente.local.fleet import SERVICES


def run(service: Annotated[str, typer.Argument(help=f"One of {', '.join(sorted(SERVICES))}.")]) -> None:
    """Run one service until it is stopped; settings are ENTENTE_… variables.

    Addresses that they leave open are those of the local stack, where one runs from this folder.
    """
    if service not in SERVICES:
        stderr.print(f"entente: there is no service {service!r}; there are {', '.join(sorted(SERVICES))}")
        raise typer.Exit(FAILED)
    with one_sentence():
        found = connections.settings()
    variables = os.environ  # noqa: TID251 - the service reads its settings from here, as anywhere
    variables.setdefault("ENTENTE_BOOTSTRAP_SERVERS", found.bootstrap_servers)
    variables.setdefault("ENTENTE_ELASTICSEARCH_URL", found.elasticsearch_url)
    runpy.run_module(f"entente.{service}", run_name="__main__", alter_sys=True)
