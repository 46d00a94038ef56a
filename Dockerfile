# One image for every process of Chorus; docker-compose.yml says which one a container runs.
FROM node:22-bookworm-slim
WORKDIR /chorus
# Dependencies first: they change less often than the code. The devDependencies (compiler, linter, a
# Node of their own) stay outside.
COPY package.json package-lock.json ./
COPY services/contracts/package.json services/contracts/
COPY services/phy/package.json services/phy/
COPY services/learning/package.json services/learning/
COPY services/platform/package.json services/platform/
COPY services/ru-sim/package.json services/ru-sim/
COPY services/o-du/package.json services/o-du/
COPY services/near-rt-ric/package.json services/near-rt-ric/
COPY services/non-rt-ric/package.json services/non-rt-ric/
COPY services/cli/package.json services/cli/
COPY services/dashboard/package.json services/dashboard/
COPY services/experiments/package.json services/experiments/
COPY services/plot/package.json services/plot/
COPY services/xapps/sdk/package.json services/xapps/sdk/
COPY services/xapps/closed-form/package.json services/xapps/closed-form/
COPY services/xapps/actor/package.json services/xapps/actor/
COPY services/xapps/c-rzf/package.json services/xapps/c-rzf/
COPY services/xapps/p-rzf/package.json services/xapps/p-rzf/
RUN npm ci --omit=dev --no-audit --no-fund
COPY LICENSE README.md ./
COPY proto proto
COPY deploy deploy
COPY examples examples
COPY services services
USER node
# Garbage collection sets the tail of a real-time loop: large young and old spaces from the start.
ENTRYPOINT ["node", "--initial-old-space-size=512", "--min-semi-space-size=32", "--max-semi-space-size=64"]
CMD ["services/cli/main.ts", "--help"]
