# The web process, the relay and the beat: Django and Channels on Daphne, with the built front end.
# Build from the project's root: docker build -f docker/web.Dockerfile -t tandem-web .

FROM node:22-slim AS frontend
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json ./
RUN npm install --no-save --ignore-scripts --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.11-slim AS packages
COPY docker/requirements.lock /requirements.lock
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /requirements.lock

# The default model and the sample photographs, converted once here; a new volume starts with them.
FROM packages AS models
COPY --from=frontend /usr/local/bin/node /usr/local/bin/node
COPY --from=frontend /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /srv/tandem
COPY inference/ inference/
COPY annotations/ annotations/
COPY models/ models/
RUN /venv/bin/python -m inference.convert.default_model --home /made

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings \
    HOST_BIND=0.0.0.0 \
    PORT=8400 \
    TANDEM_HOME=/var/lib/tandem
RUN useradd --system --uid 10001 --home-dir /var/lib/tandem --create-home tandem
WORKDIR /srv/tandem
COPY --from=packages /venv /venv
COPY manage.py LICENSE ./
COPY annotations/ annotations/
COPY inference/ inference/
COPY models/ models/
COPY portal/ portal/
COPY --from=frontend /build/dist frontend/dist
COPY --from=models --chown=10001 /made /var/lib/tandem
USER 10001
VOLUME /var/lib/tandem
EXPOSE 8400
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-m", "portal.supervisor.readiness"]
CMD ["python", "-m", "daphne", "-b", "0.0.0.0", "-p", "8400", "--ping-interval", "10", "--ping-timeout", "20", \
     "--websocket_timeout", "-1", "--access-log", "/dev/null", "--no-server-name", "--proxy-headers", \
     "portal.asgi:application"]
