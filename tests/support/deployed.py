"""What deploy/ builds: the modules for Grafana, Kibana and the Helm chart, which are no package."""

import importlib.util
from pathlib import Path
from types import ModuleType

DEPLOY = Path(__file__).parents[2] / "deploy"


def _module(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.replace("/", "_").removesuffix(".py"), DEPLOY / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GRAFANA, KIBANA, HELM = _module("grafana/build.py"), _module("kibana/build.py"), _module("helm/build.py")
SECRETS = _module("make_secrets.py")
