"""Settings: from variables, and secrets from files."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from verifier import settings
from verifier.settings import Settings


def test_secret_file_is_read_and_a_variable_counts_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "verifier_redis_url").write_text("redis://me:pw@there:1/0\n")
    monkeypatch.setattr(settings, "_SECRETS", tmp_path)
    monkeypatch.delenv("VERIFIER_REDIS_URL", raising=False)

    assert Settings().redis_url.get_secret_value() == "redis://me:pw@there:1/0"
    assert "pw" not in repr(Settings())
    monkeypatch.setenv("VERIFIER_REDIS_URL", "redis://elsewhere")
    assert Settings().redis_url.get_secret_value() == "redis://elsewhere"


def test_empty_name_of_a_keys_file_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERIFIER_KEYS_FILE", "")

    assert Settings().keys_file is None


def test_a_model_has_an_address_and_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().model_endpoint() is None
    monkeypatch.setenv("VERIFIER_MODEL_URL", "")
    assert Settings().model_endpoint() is None
    monkeypatch.setenv("VERIFIER_MODEL_URL", "http://there:8000/v1")
    with pytest.raises(ValidationError, match="VERIFIER_MODEL_NAME"):
        Settings()
    monkeypatch.setenv("VERIFIER_MODEL_NAME", "tiny")
    monkeypatch.setenv("VERIFIER_MODEL_KEY", "sk-hidden")
    made = Settings()

    assert made.model_endpoint() == {
        "url": "http://there:8000/v1",
        "name": "tiny",
        "key": "sk-hidden",
        "timeout_s": 60.0,
    }
    assert "sk-hidden" not in repr(made)
    monkeypatch.setenv("VERIFIER_MODEL_URL", "ftp://there")
    with pytest.raises(ValidationError, match="http://"):
        Settings()
