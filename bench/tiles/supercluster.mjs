// supercluster in memory: what counting alone costs, without HTTP, encoding or compression.
//
//   node supercluster.mjs NODE_FOLDER DATA_FOLDER CELLS
//
// The same rows, the same list of tiles, clusters of the same size with the same counts by family and main
// function; zooms up to 11. (Its tiles overlap by the radius, so that their counts are not compared.) Prints one line of JSON.
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [modules, data, cells] = process.argv.slice(2);
const { default: Supercluster } = await import(
  pathToFileURL(`${modules}/node_modules/supercluster/index.js`).href
);

const features = [];
for await (const line of createInterface({ input: createReadStream(`${data}/acteurs.ndjson`) })) {
  features.push(JSON.parse(line));
}

function counted(properties) {
  const parts = { count: 1 };
  for (const key in properties) if (key[1] === '_') parts[key] = properties[key];
  return parts;
}

const extent = 4096;
const index = new Supercluster({
  extent,
  // The radius of a cluster reaches half a cell to each side, as a cell of the grid does.
  radius: extent / cells / 2,
  maxZoom: 11,
  map: counted,
  reduce: (sum, parts) => {
    for (const key in parts) sum[key] = (sum[key] ?? 0) + parts[key];
  },
});
const loading = process.hrtime.bigint();
index.load(features);
const loadMs = Number(process.hrtime.bigint() - loading) / 1e6;

const { tiles } = JSON.parse(readFileSync(`${data}/tiles.json`, 'utf8'));
const times = [];
const cpu = process.cpuUsage();
const until = Date.now() + 5000;
while (times.length < tiles.length || Date.now() < until) {
  const { z, x, y } = tiles[times.length % tiles.length];
  const since = process.hrtime.bigint();
  index.getTile(z, x, y);
  times.push(Number(process.hrtime.bigint() - since) / 1e6);
}
const { user, system } = process.cpuUsage(cpu);
const cost = (user + system) / times.length;
times.sort((a, b) => a - b);
const at = (share) => times[Math.floor(share * (times.length - 1))];
console.log(JSON.stringify({
  load_ms: loadMs, tiles: tiles.length, calls: times.length, cpu_us_per_tile: cost, p50_ms: at(0.5), p99_ms: at(0.99),
  peak_mib: process.resourceUsage().maxRSS / 1024,
}));
