# One image for migrate job, API and worker. glibc only: the Temporal SDK does not run on musl.
# A release passes it with its digest (docs/releasing.md).
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# Which commit this is, for people who look at a running installation; `.git` is not part of the build.
ARG SEATWISE_COMMIT=
RUN npm run build && npm prune --omit=dev && node scripts/trim-modules.mjs

FROM ${NODE_IMAGE} AS runtime
# The SDK's core trusts the system's certificates, not Node's own.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
# New volumes take their owner from here.
RUN install -d -o node -g node -m 0700 /var/lib/seatwise/audit-anchors /var/lib/seatwise/backups
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
# Of API and workers; a job that ends has none (`--no-healthcheck`, or as in docker-compose.yml).
HEALTHCHECK --interval=10s --timeout=5s --retries=6 --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 4600) + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/api/main.js"]
