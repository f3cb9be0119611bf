import pytest

from entente.runtime.clock import SystemClock
from entente.runtime.declared import RUNTIME
from entente.runtime.health import HealthServer
from entente.runtime.healthcheck import check, main
from entente.runtime.metrics import Metrics
from entente.runtime.progress import Progress


def test_the_check_says_what_the_service_says() -> None:
    """A live service that isn't ready passes livez, and readyz tells what it waits for."""
    progress = Progress(SystemClock(), 90.0)
    progress.waits_for("kafka", "Kafka at kafka:9092 can't be reached")
    server = HealthServer("127.0.0.1", 0, progress, Metrics(RUNTIME))
    port = int(server.url.rpartition(":")[2])
    try:
        assert check("livez", port) is None
        assert "Kafka at kafka:9092 can't be reached" in str(check("readyz", port))
    finally:
        server.close()
    assert "nothing answers" in str(check("livez", port))


@pytest.mark.parametrize("port", ["", "0", "many"])
def test_the_check_needs_a_port(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    """Without a port to ask, the check fails and names the variable."""
    monkeypatch.setenv("ENTENTE_HEALTH_PORT", port)
    assert main() == 1
    assert "ENTENTE_HEALTH_PORT" in capsys.readouterr().out
