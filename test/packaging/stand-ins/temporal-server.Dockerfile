# Stands in for temporalio/server: Temporal's own server and entrypoint, on Debian. BusyBox is the shell there too.
FROM localhost/debian:bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends busybox \
  && rm -rf /var/lib/apt/lists/* \
  && ln -sf busybox /bin/sh && ln -s /bin/busybox /usr/bin/wget \
  && useradd --create-home --uid 1000 temporal
COPY temporal-server /usr/local/bin/temporal-server
COPY --chmod=755 entrypoint.sh /etc/temporal/entrypoint.sh
WORKDIR /etc/temporal
USER temporal
CMD ["/etc/temporal/entrypoint.sh"]
