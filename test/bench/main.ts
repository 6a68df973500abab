import { Generator, startRelay, startServer } from './processes.ts';

const relay = await startRelay();
const gen = new Generator();
const seconds = 5;
console.log(
  'relay',
  await gen.load({
    dialect: 'relay',
    port: relay.port,
    pid: relay.pid,
    pairs: 100,
    window: 16,
    warmSeconds: 2,
    seconds,
  }),
);
await relay.stop();
const server = await startServer({ fresh: true, nodeArgs: process.argv.slice(2) });
console.log(server.readyMs);
console.log(
  'server',
  await gen.load({
    dialect: 'binary',
    port: server.port,
    pid: server.pid,
    pairs: 100,
    window: 16,
    warmSeconds: 3,
    seconds,
  }),
);
console.log(
  'paced',
  await gen.load({
    dialect: 'binary',
    port: server.port,
    pid: server.pid,
    pairs: 100,
    window: 16,
    warmSeconds: 2,
    seconds,
    perSecond: 10000,
    pagesPerSecond: 50,
  }),
);
await server.stop();
gen.stop();
