# One recipe for every image: docker build --build-arg SERVICE=tagger -t entente/tagger:0.1.0 .
# SERVICE is ingest, tagger, detector, indexer, notifier, desk, or tools (the command line, for one-shot jobs).
ARG PYTHON=3.11.14-slim-bookworm

FROM python:${PYTHON} AS build
ARG SERVICE
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements/image.txt requirements/
RUN python3 -m venv /build && /build/bin/pip install --quiet --require-hashes -r requirements/image.txt
COPY requirements/${SERVICE}.txt requirements/
RUN python3 -m venv --without-pip /opt/entente && /build/bin/pip --python /opt/entente/bin/python install \
        --quiet --require-hashes --only-binary :all: -r requirements/${SERVICE}.txt
RUN apt-get update -q && apt-get install -q -y --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
COPY pyproject.toml README.md LICENSE ./
COPY schemas/topics schemas/topics
COPY services services
# Another package's tests, headers, symbols, build tools and locales are no use here. What came with libraries of its
# own (numpy) is laid out to the page and must not be stripped.
RUN /build/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /build/bin/pip --python /opt/entente/bin/python install --quiet --no-deps /wheel/*.whl \
    && cd /opt/entente/lib/python3*/site-packages \
    && find . -depth -type d \( -name tests -o -name _examples \) -not -path './entente/*' -exec rm -r {} + \
    && find . -depth \( -name '*.pyi' -o -name '*.pxd' -o -name '*.h' -o -name '*.a' \) -delete \
    && rm -rf numpy/distutils numpy/f2py pygments/lexers/__pycache__ \
    && find . -path './babel/locale-data/*.dat' -not -name root.dat -not -name en.dat -delete \
    && find . -name '*.so' -not -path './numpy*' -exec strip --strip-unneeded {} + \
    && /build/bin/cyclonedx-py environment --output-reproducible --pyproject /src/pyproject.toml \
        --output-file /opt/entente/sbom.cdx.json /opt/entente/bin/python \
    && printf '#!/bin/sh\nif [ "$SERVICE" = tools ]; then exec entente "$@"; fi\nexec python -m "entente.$SERVICE"\n' \
        > /opt/entente/bin/serve \
    && chmod 755 /opt/entente/bin/serve \
    && ln -s lib/$(cd /opt/entente/lib && echo python3*)/site-packages/entente/demo/archive/archive.jsonl.gz \
        /opt/entente/demo.jsonl.gz

FROM python:${PYTHON}
ARG SERVICE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="entente-${SERVICE}" \
      org.opencontainers.image.description="Entente's ${SERVICE}: watches news for powers drawing closer or apart" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"
# Writable, for who may have a file: /var/lib/entente (state, keys) and /tmp; the rest may be mounted read-only.
RUN groupadd --gid 10001 entente \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/entente --shell /usr/sbin/nologin entente \
    && cd /var/lib && install -d -o entente -g entente -m 0750 entente entente/key entente/feeds entente/desk \
        entente/keys entente/keys/indexer entente/keys/desk entente/keys/upkeep entente/keys/kibana-import
COPY --from=build /opt/entente /opt/entente
ENV PATH=/opt/entente/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SERVICE=${SERVICE} \
    ENTENTE_HEALTH_HOST=0.0.0.0 ENTENTE_HEALTH_PORT=9600 \
    ENTENTE_FEED_STATE_DIR=/var/lib/entente/feeds
USER 10001:10001
WORKDIR /var/lib/entente
EXPOSE 9600
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s --retries=4 \
    CMD ["python", "-m", "entente.runtime.healthcheck", "livez"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["serve"]
