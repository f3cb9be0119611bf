"""`make verify-deploy`: prints a line a step; exit code 0 is green, 1 one sentence of what was not.

`ARGS="--pictures docs/img"` also draws there what each dashboard shows.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from verify import archive, engine, fleet, pictures, standins, summary, users
from verify.asking import Asking
from verify.engine import Engine, Refused
from verify.fleet import Fleet
from verify.waiting import wait_until

ROOT = Path(__file__).parents[2]
ARCHIVE = ROOT / "services/entente/demo/archive/archive.jsonl.gz"
DASHBOARDS = ROOT / "deploy/grafana/dashboards"
OBJECTS = ROOT / "deploy/kibana/entente.ndjson"
UNTIL = "2025-09-03T06"
"""The middle of the week in Beijing: the pair's alerts stand, and fire once the archive ends now."""
PAIR = "CHN-RUS"
MOST_IMAGE_MB = 250
SETTLE_SECONDS = 400.0
NOTICE_SECONDS = 120.0


def main() -> int:
    """Try the deployment, and take it down whatever came of it."""
    asked = argparse.ArgumentParser(prog="verify-deploy", description=__doc__)
    asked.add_argument("--pictures", type=Path, help="draw there what each dashboard shows")
    into = asked.parse_args().pictures
    secrets = Path(tempfile.mkdtemp(prefix="entente-verify-"))
    sys.path.insert(0, str(ROOT / "deploy"))
    import make_secrets  # noqa: PLC0415 - a script beside this package

    make_secrets.make(secrets / "secrets")
    log = summary.Log(lambda line: print(line, flush=True))
    try:
        with engine.running(
            ROOT, {"ENTENTE_SECRETS": str(secrets / "secrets"), **users.lay(secrets)}
        ) as found:
            _verify(found, secrets, log, into)
    except Refused as error:
        print(f"verify-deploy: {error}", file=sys.stderr)
        return 1
    log.end()
    return 0


def _verify(found: Engine, folder: Path, log: summary.Log, into: Path | None) -> None:
    with log.step("stand-ins for the public images") as said:
        names = standins.pinned(ROOT / "docker-compose.yml", ROOT / "Dockerfile")
        built = standins.build(found, names, folder)
        said.append(", ".join(built) or "all there")
    with log.step("seven images from the Dockerfile") as said:
        images = {one: fleet.build(found, ROOT, one, fleet.VERSION) for one in fleet.IMAGES}
        sizes = {one: json.loads(found.docker("inspect", name))[0]["Size"] for one, name in images.items()}
        said.append(f"{max(sizes.values()) / summary.MB:.0f} MB the largest")
        for one, name in images.items():
            _hold_to_promises(found, one, name)
        upgraded = fleet.next_source(ROOT, folder / "next")
        fleet.build(found, upgraded, "indexer", fleet.NEXT_VERSION)
    running = Fleet(found)
    running.down()
    asking = Asking((folder / "secrets/elastic_password").read_text(encoding="ascii").strip())
    try:
        memory = _try(running, asking, folder, log)
        if into:
            with log.step("what each dashboard shows, drawn") as said:
                said.extend(pictures.draw(asking, DASHBOARDS, OBJECTS, into))
    finally:
        with log.step("taken down"):
            running.down()
    print("\n".join(summary.table(sizes, memory, MOST_IMAGE_MB)))
    large = [one for one, size in sizes.items() if size / summary.MB > MOST_IMAGE_MB]
    if large:
        raise Refused(f"the images of {', '.join(large)} are larger than {MOST_IMAGE_MB} MB")


def _hold_to_promises(found: Engine, service: str, image: str) -> None:
    """Look that an image has no compiler, runs as nobody in particular and lists what it is made of."""
    (about,) = json.loads(found.docker("inspect", image))
    if about["Config"]["User"] != "10001:10001":
        raise Refused(f"{image} runs as {about['Config']['User'] or 'root'}")
    count = """import json; print(len(json.load(open("/opt/entente/sbom.cdx.json"))["components"]))"""
    look = f"for one in gcc cc g++ clang make; do command -v $one; done; python -c '{count}'"
    shown = found.docker("run", "--rm", "--read-only", "--entrypoint", "sh", image, "-c", look).split()
    if len(shown) != 1 or int(shown[0]) < len(("msgspec", "pyyaml", "typer")):
        raise Refused(
            f"{image}: a compiler is left, or the list of what is in it is short: {shown} ({service})"
        )


def _try(running: Fleet, asking: Asking, folder: Path, log: summary.Log) -> dict[str, str]:
    with log.step("the compose file up, all healthy, but Kibana and Grafana"):
        running.up()
        for one in fleet.SERVICES:
            running.await_ready(one, fleet.START_SECONDS)
    memory = running.memory()
    with log.step("the demo's archive up to its great week replayed as if it ended now") as said:
        kept = archive.cut(ARCHIVE, UNTIL, folder / "archive.jsonl")
        report = running.replay(folder / "archive.jsonl")
        said.append(f"{kept} lines, {report['distinct']} articles")
    with log.step("the detector killed at work, and back"):
        running.kill("detector")
    with log.step("the indexer upgraded at work") as said:
        running.upgrade("indexer", fleet.NEXT_VERSION)
        wait_until(
            lambda: asking.value(f'entente_build_info{{version="{fleet.NEXT_VERSION}"}}') == 1.0,
            NOTICE_SECONDS,
            "Prometheus sees the new version",
        )
        said.append("Prometheus sees both versions")
    _look(asking, report["distinct"], log)
    return memory


def _look(asking: Asking, distinct: int, log: summary.Log) -> None:
    with log.step("all articles in Elasticsearch") as said:
        wait_until(
            lambda: asking.count("entente-articles") == distinct,
            SETTLE_SECONDS,
            f"{distinct} articles indexed",
        )
        alerts = asking.await_standing("entente-alerts", SETTLE_SECONDS)
        said.append(f"{distinct} of {distinct}, {alerts} alerts, {asking.alerts_of(PAIR)} of {PAIR}")
        if not asking.alerts_of(PAIR):
            raise Refused(f"no alert of {PAIR} in Elasticsearch")
    with log.step("alerts in Alertmanager") as said:

        def told() -> bool:
            labels = asking.notices()
            return any(one.get("pair") == PAIR for one in labels) and any(
                one.get("alertname") == "Watchdog" for one in labels
            )

        wait_until(told, NOTICE_SECONDS, f"{PAIR} and the Watchdog in Alertmanager")
        ours = [one for one in asking.notices() if "pair" in one]
        said.append(f"{len(ours)} of the watch desk, {PAIR} among them, and Prometheus' Watchdog")
    with log.step("Prometheus scrapes all six") as said:
        wait_until(
            lambda: asking.value('count(up{job="entente"} == 1)') == len(fleet.SERVICES),
            NOTICE_SECONDS,
            "six up",
        )
        said.append("up 6 of 6")


if __name__ == "__main__":
    sys.exit(main())
