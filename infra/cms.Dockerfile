# The CMS for infra/cms.yaml: docker build -f infra/cms.Dockerfile --platform linux/arm64 .
# Not built yet: there was no Docker where this was written.
FROM python:3.11-slim
WORKDIR /srv/app
# The very versions that the tests ran with, checked by hash. It is more than the CMS alone needs.
COPY requirements/dev.txt requirements/dev.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/dev.txt
COPY cms cms
COPY functions/vendor functions/vendor
ENV PYTHONPATH=/srv/app:/srv/app/functions/vendor PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 cms && mkdir /srv/var && chown cms /srv/var
USER cms
EXPOSE 8001
