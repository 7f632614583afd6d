# One image for web, worker, beat and migrations; docker-compose.yml says which runs what.

# Front-end packages: only fonts, outlines and the module that is served leave this stage.
FROM node:22-bookworm-slim AS packages
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

# The Python environment, from the hashed lock alone.
FROM python:3.11-slim-bookworm AS environment
WORKDIR /srv/wasl
RUN python -m venv .venv
COPY requirements.txt .
RUN .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm AS portal
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin wasl
ENV PATH=/srv/wasl/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    WASL_VAR=/var/lib/wasl \
    WASL_VENDOR=/srv/wasl/vendor
WORKDIR /srv/wasl
COPY --from=environment /srv/wasl/.venv .venv
COPY --from=packages /build/node_modules node_modules
COPY . .
# Made once here: catalogues, fonts, outlines and the collected static files are part of the image,
# under the names that their content gives them. The settings of the build open nothing.
RUN python -m config.bootstrap image \
    && install --directory --owner=wasl --group=wasl --mode=0700 /var/lib/wasl
USER wasl
VOLUME /var/lib/wasl
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-m", "config.bootstrap.probe", "web"]
CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
