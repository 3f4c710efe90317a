# The workers: Celery with ONNX Runtime. They find the models in the volume that the web image starts.
# Build from the project's root: docker build -f docker/worker.Dockerfile -t tandem-worker .

FROM python:3.11-slim AS packages
COPY docker/requirements.lock /requirements.lock
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /requirements.lock

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings \
    TANDEM_HOME=/var/lib/tandem \
    QUEUES=interactive,housekeeping \
    CONCURRENCY=2
RUN useradd --system --uid 10001 --home-dir /var/lib/tandem --create-home tandem
WORKDIR /srv/tandem
COPY --from=packages /venv /venv
COPY manage.py LICENSE ./
COPY annotations/ annotations/
COPY inference/ inference/
COPY models/ models/
COPY portal/ portal/
USER 10001
VOLUME /var/lib/tandem
HEALTHCHECK --interval=60s --timeout=30s --start-period=60s \
    CMD ["sh", "-c", "celery -A portal inspect ping --destination worker@$(hostname)"]
CMD ["sh", "-c", "exec celery -A portal worker -Q \"$QUEUES\" -c \"$CONCURRENCY\" -n worker@%h --without-gossip --without-mingle --loglevel INFO"]
