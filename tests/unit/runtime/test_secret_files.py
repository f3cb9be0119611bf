"""A secret may lie in a file."""

from pathlib import Path

import pytest

from entente.contracts.errors import Misconfigured
from entente.runtime.search import SearchSettings
from entente.runtime.settings import read_settings


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The file's line is the secret, without its end."""
    (tmp_path / "key").write_text("c2VjcmV0\n")
    monkeypatch.setenv("ENTENTE_ELASTICSEARCH_API_KEY_FILE", str(tmp_path / "key"))
    key = read_settings(SearchSettings).elasticsearch_api_key
    assert key is not None
    assert key.get_secret_value() == "c2VjcmV0"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "ENTENTE_KAFKA_PASSWORD_FILE: the secret in .*secret can't be read .*: write it there"),
        (b"", "ENTENTE_KAFKA_PASSWORD_FILE: .* is empty: write the secret there"),
        (b"\xff", "ENTENTE_KAFKA_PASSWORD_FILE: .*it is no text"),
    ],
)
def test_a_missing_secret_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    """It names the variable and the file, and says what to do."""
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("ENTENTE_KAFKA_PASSWORD_FILE", str(path))
    with pytest.raises(Misconfigured, match=sentence) as caught:
        read_settings(SearchSettings)
    assert "\n" not in str(caught.value)


def test_a_secret_is_set_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two values for one secret are refused, and neither is shown."""
    (tmp_path / "secret").write_text("hunter2")
    monkeypatch.setenv("ENTENTE_KAFKA_PASSWORD_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("ENTENTE_KAFKA_PASSWORD", "hunter3")
    with pytest.raises(Misconfigured, match="are both set: keep one") as caught:
        read_settings(SearchSettings)
    assert "hunter" not in str(caught.value)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"USERNAME": "elastic"}, "go together"),
        ({"USERNAME": "elastic", "PASSWORD": "x", "API_KEY": "y"}, "not both"),
    ],
)
def test_there_is_one_way_into_elasticsearch(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], sentence: str
) -> None:
    """A key, or a user with a password; half of one, or both, is refused."""
    for name, value in variables.items():
        monkeypatch.setenv(f"ENTENTE_ELASTICSEARCH_{name}", value)
    with pytest.raises(Misconfigured, match=sentence):
        read_settings(SearchSettings)
