"""The private PostgreSQL and Redis of a test run."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
import redis

from config.bootstrap import services
from config.bootstrap.console import ROOT
from tests.run.processes import is_alive, wait_for

pytestmark = pytest.mark.slow

HOLD = """
import time
from config.bootstrap import services
with services.redis() as address:
    print(address, flush=True)
    time.sleep(300)
"""


def test_postgresql_answers_to_its_password_alone_and_goes_away():
    with services.postgresql() as address:
        with psycopg2.connect(address) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('data_directory')")
            user, folder = cursor.fetchone()
        connection.close()
        wrong = address.replace(":", ":not-", 2).replace("not-//", "//")
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(wrong)

    assert user == "wasl"
    assert not Path(folder).exists()


def test_redis_answers_and_goes_away():
    with services.redis() as address:
        client = redis.Redis.from_url(address)
        assert client.ping()
        client.close()

    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(address).ping()


def test_the_servers_end_when_the_run_is_killed():
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    address = next(line for line in process.stdout if line.startswith("redis://")).strip()
    client = redis.Redis.from_url(address)
    server = client.info("server")["process_id"]
    client.close()

    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    wait_for(lambda: not is_alive(server))
