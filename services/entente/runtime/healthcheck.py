"""A container's health check: `python -m entente.runtime.healthcheck [livez|readyz]` asks its service."""

import os
import sys
from http.client import HTTPConnection, HTTPException

_SECONDS = 5.0
_OK = 200


def check(page: str, port: int) -> str | None:
    """Ask a service on loopback; gives what is wrong, or null."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", f"/{page}")
        answer = connection.getresponse()
        said = answer.read(500).decode(errors="replace").strip()
    except (OSError, HTTPException) as error:
        return f"nothing answers on port {port}: {error}"
    finally:
        connection.close()
    return None if answer.status == _OK else said


def main() -> int:
    """Give 0 where the service says that it is well; what is wrong goes to standard output."""
    port = os.environ.get("ENTENTE_HEALTH_PORT", "")
    if not port.isdecimal() or not int(port):
        print("ENTENTE_HEALTH_PORT must name the port to ask")  # noqa: T201 - the engine keeps it with the state
        return 1
    wrong = check(sys.argv[1] if len(sys.argv) > 1 else "livez", int(port))
    if wrong is not None:
        print(wrong)  # noqa: T201
    return int(wrong is not None)


if __name__ == "__main__":
    sys.exit(main())
