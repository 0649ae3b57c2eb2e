# The service: API and worker are the same image, started with another command.
# Boxes show this image's own /usr (without /usr/local) to programs, so what they may
# be written in is installed here; the service's own Python is in /usr/local.
ARG BASE=python:3.12-slim-bookworm
FROM ${BASE}

ARG PACKAGES="gcc g++ mold libc6-dev libnl-route-3-200 python3 python3-numpy python3-pytest \
  openjdk-17-jdk-headless nodejs esbuild golang-go rustc bash"
RUN if [ -n "$PACKAGES" ]; then apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $PACKAGES \
  && rm -rf /var/lib/apt/lists/*; fi

WORKDIR /opt/verifier
COPY requirements.txt ./
RUN python3.12 -m venv /usr/local/verifier \
  && /usr/local/verifier/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY sandboxes sandboxes
COPY verifier verifier
RUN /usr/local/verifier/bin/pip install --no-cache-dir --no-deps . \
  && mkdir -p /var/cache/verifier /var/lib/verifier \
  && chown 1000:1000 /var/cache/verifier /var/lib/verifier

ENV PATH=/usr/local/verifier/bin:/usr/local/bin:/usr/bin:/bin \
  HOME=/var/lib/verifier \
  PYTHONDONTWRITEBYTECODE=1 \
  VERIFIER_CACHE_DIR=/var/cache/verifier \
  VERIFIER_DATA_DIR=/var/lib/verifier \
  VERIFIER_LOG_FORMAT=json
USER 1000:1000
STOPSIGNAL SIGTERM
ENTRYPOINT ["verifier"]
CMD ["serve", "--host", "0.0.0.0"]
