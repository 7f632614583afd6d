"""gunicorn in production: behind a reverse proxy that takes in whole requests."""

from config import env

bind = f"0.0.0.0:{env.number('PORT', 8000, at_least=1)}"
worker_class = "gthread"
workers = env.number("WEB_PROCESSES", 2, at_least=1)
threads = env.number("WEB_THREADS", 4, at_least=1)
# A page that takes longer is ended by the database first.
timeout = 60
graceful_timeout = 30
keepalive = 75
# A slow leak somewhere below never becomes a full machine.
max_requests = 5_000
max_requests_jitter = 500
# The heartbeat files must not wait for a disk.
worker_tmp_dir = "/dev/shm"
# The proxy keeps the access log.
accesslog = None
errorlog = "-"
# Nobody steers a container from inside it.
control_socket_disable = True
