"""Renders the chart with helm into deploy/helm/rendered, which the tests look through: `make chart`.

Each rendered file names the chart that it is of by a digest, so that one left behind by a change is seen
without helm.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
CHART = HERE / "entente"
VALUES: Mapping[str, Path | None] = {"default": None, "full": HERE / "examples" / "full.values.yaml"}
RELEASE = "entente"


def digest(values: Path | None) -> str:
    """Name a chart with its values by their content."""
    files = [*sorted(path for path in CHART.rglob("*") if path.is_file()), *([values] if values else [])]
    whole = hashlib.sha256()
    for path in files:
        text = path.read_bytes()
        whole.update(f"{path.relative_to(HERE)} {len(text)}\n".encode() + text)
    return whole.hexdigest()


def head(values: Path | None) -> str:
    """Give the first line of what is rendered."""
    return f"# By `make chart`, of the chart {digest(values)}\n"


def render(helm: str, values: Path | None) -> str:
    """Let helm check the chart and render it.

    Raises:
        subprocess.CalledProcessError: helm refuses it, in its own words.
    """
    given = ("--values", str(values)) if values else ()
    subprocess.run([helm, "lint", "--strict", *given, str(CHART)], check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run(
        [helm, "template", RELEASE, str(CHART), "--kube-version", "1.33.0", *given],
        check=True,
        stdout=subprocess.PIPE,
    )
    return head(values) + done.stdout.decode()


def main() -> int:
    """Render every set of values; needs helm 3 on the path, or its address as argument."""
    helm = sys.argv[1] if len(sys.argv) > 1 else shutil.which("helm")
    if helm is None:
        sys.stderr.write("helm is missing: go install helm.sh/helm/v3/cmd/helm@v3.18.4\n")
        return 2
    for name, values in VALUES.items():
        (HERE / "rendered" / f"{name}.yaml").write_text(render(helm, values), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
