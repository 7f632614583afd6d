"""Production: the compose file and the image, read as text and as data."""

import re

import pytest
import yaml

from config.bootstrap.console import ROOT

SECRET = re.compile(r"SECRET|PASSWORD|KEY|TOKEN")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_every_secret_is_required_and_none_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text()
    asked = re.findall(r"(?<!\$)\$\{(\w+)([^}]*)\}", text)
    secrets = {(name, rest) for name, rest in asked if SECRET.search(name)}

    assert {name for name, rest in secrets} == {"SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}
    assert {rest for name, rest in secrets} == {":?"}


def test_a_secret_that_is_handed_on_has_no_value_here(compose):
    environment = compose["x-portal"]["environment"]
    written = {
        name: value
        for name, value in environment.items()
        if SECRET.search(name) and value is not None and ":?}" not in value
    }

    assert written == {}


def test_no_secret_stands_in_the_image():
    text = (ROOT / "Dockerfile").read_text()

    assert not re.search(r"^(ARG|ENV).*(SECRET|PASSWORD|TOKEN)", text, re.M)
    assert ".env*" in (ROOT / ".dockerignore").read_text().splitlines()


def test_the_image_runs_as_an_ordinary_user():
    text = (ROOT / "Dockerfile").read_text()

    assert re.findall(r"^USER (\w+)$", text, re.M) == ["wasl"]
    assert text.index("USER wasl") < text.index("CMD")


def test_every_service_is_watched_and_comes_back(compose):
    services = compose["services"]

    assert set(services) == {"proxy", "migrate", "web", "worker", "beat", "database", "redis"}
    for name in ["worker", "beat", "database", "redis"]:
        assert services[name]["healthcheck"]["test"], name
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()
    assert services["migrate"]["restart"] == "no"
    assert {
        name for name, service in services.items() if service["restart"] == "unless-stopped"
    } == set(services) - {"migrate"}


def test_nothing_starts_before_the_migrations_are_done(compose):
    for name in ["web", "worker", "beat"]:
        waits = compose["services"][name]["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully", name


def test_web_and_worker_can_be_multiplied(compose):
    for name in ["web", "worker"]:
        service = compose["services"][name]
        assert "container_name" not in service, name
        assert "ports" not in service, name


def test_only_the_proxy_is_reached_from_outside(compose):
    published = [name for name, service in compose["services"].items() if "ports" in service]

    assert published == ["proxy"]
    assert compose["networks"]["inside"] == {"internal": True}
    for name in ["database", "redis"]:
        assert compose["services"][name]["networks"] == ["inside"], name
