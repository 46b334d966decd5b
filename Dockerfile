# One image for web, worker, schedule and the one-shot migration; docker-compose.yml says which does what.
FROM python:3.11-slim-bookworm

# Pango draws the letters' PDFs; everything else is a Python wheel.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 DAYLIGHT_VAR=/var/lib/daylight
WORKDIR /srv/daylight

COPY requirements.lock .
RUN pip install --require-hashes --only-binary :all: --no-deps -r requirements.lock

# The program belongs to root; the process may write only to its own folder of records.
RUN useradd --system --uid 10001 --home-dir /var/lib/daylight --create-home daylight
COPY . .
USER daylight
VOLUME /var/lib/daylight
EXPOSE 8000

CMD ["gunicorn", "tracker.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "8", "--no-control-socket", "--access-logfile", "-"]
