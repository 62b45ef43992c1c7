# Stands in for temporalio/admin-tools: the tools and the schema of Temporal's sources, on Debian.
FROM localhost/debian:bookworm-slim
RUN useradd --create-home --uid 1000 temporal
COPY temporal temporal-sql-tool /usr/local/bin/
COPY schema /etc/temporal/schema
USER temporal
