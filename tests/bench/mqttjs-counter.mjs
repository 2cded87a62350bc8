// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
// MQTT.js that only counts: node mqttjs-counter.mjs URL MESSAGES, with NODE_MODULES of build-aux/bench.
import { createRequire } from 'node:module';

const require = createRequire(process.env.HELIO_NODE_MODULES + '/');
const mqtt = require('mqtt');
const [url, expected] = [process.argv[2], Number(process.argv[3])];
let count = 0;

const client = mqtt.connect(url, { protocolVersion: 5, clientId: 'bench-mqttjs', reconnectPeriod: 0 });
client.on('connect', () => client.subscribe('#'));
client.on('message', () => {
  if (++count === expected) {
    // The same clock as g_get_monotonic_time().
    console.log(JSON.stringify({ end: Number(process.hrtime.bigint() / 1000n) }));
    client.end(true);
  }
});
client.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
