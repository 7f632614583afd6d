"""What `make check` runs: every check, even after one has failed."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from config.bootstrap.console import PYTHON, ROOT, VENV, Failed, say

BIN = VENV / "bin"
MANAGE = [str(PYTHON), "manage.py"]
#: Enough for the settings of production to load; nothing here opens anything.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": "q7Zt0Kx2mUe9WcRj5yNbLs4HvGdFa8PiTo1XzQwErYuIkJhMnB",
    "ALLOWED_HOSTS": "portal.example",
    "PUBLIC_URL": "https://portal.example",
    "DATABASE_URL": "postgresql://nobody:none@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "Wasl <wasl@portal.example>",
}


def _commands() -> list[tuple[str, list[str], dict[str, str]]]:
    deploy = [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"]
    return [
        # First, as it takes longest and the others fit beside it.
        ("types", [str(BIN / "mypy")], {}),
        ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."], {}),
        ("lint", [str(BIN / "ruff"), "check", "--quiet", "."], {}),
        ("templates", [str(BIN / "djlint"), "templates", "--lint", "--quiet"], {}),
        ("imports", [str(BIN / "lint-imports")], {}),
        ("system checks", [*MANAGE, "check", "--fail-level", "WARNING"], {}),
        ("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
        ("generated docs", [*MANAGE, "write_docs", "--check"], {}),
        ("messages", [*MANAGE, "check_messages"], {}),
        ("production settings", deploy, PRODUCTION),
    ]


def check() -> None:
    """Run every check, one per processor at a time; Failed names those that did not pass."""
    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # Told in the order of the list, each as soon as those before it are.
        for name, done in pool.map(_done, _commands()):
            say(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}")
            if done.returncode != 0:
                print(done.stdout, flush=True)
                failed.append(name)
    if failed:
        raise Failed(f"Not passed: {', '.join(failed)}.")


def _done(
    check: tuple[str, list[str], dict[str, str]],
) -> tuple[str, subprocess.CompletedProcess[str]]:
    name, command, environment = check
    return name, subprocess.run(
        command,
        cwd=ROOT,
        check=False,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def fix() -> None:
    """Mend what tools can mend."""
    for command in (["ruff", "check", "--fix", "--quiet", "."], ["ruff", "format", "--quiet", "."]):
        subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, check=False)
