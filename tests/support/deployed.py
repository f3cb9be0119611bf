"""What deploy/ builds: the modules that make Grafana's and Kibana's objects, which are no package."""

import importlib.util
from pathlib import Path
from types import ModuleType

DEPLOY = Path(__file__).parents[2] / "deploy"


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_build", DEPLOY / name / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GRAFANA, KIBANA = _module("grafana"), _module("kibana")
