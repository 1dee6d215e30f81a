// The tiles of a running server in readers that are not ours: a sample is read by
// @mapbox/vector-tile, by fast-mvt and by GDAL, to the same features, exactly.
//
//   node tests/tiles.mjs http://127.0.0.1:8080 target/debug/examples/tile_lines [5000]
//
// Every ring is checked: outlines one way, holes the other, closed, of some area, all within the
// tile and its margin. Whether polygons are valid (they do not cross themselves) is asked of GEOS
// where shapely is. Exit code 1 if anything is wrong.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { byGdal, byMapbox, byRust, run } from './readers/readers.mjs';
import { sample } from './readers/sample.mjs';

const [base, program, count = '300'] = process.argv.slice(2);
if (!base || !program) {
  console.error('usage: node tests/tiles.mjs BASE_URL TILE_LINES [TILES]');
  process.exit(2);
}
const TOGETHER = 100;
const MARGIN = 4096;

const faults = [];
function fault(what) {
  faults.push(what);
  if (faults.length <= 20) console.error(`FAULT ${what}`);
}

/** The first line that differs between two readers of a tile. */
function compare(name, reader, expected, found) {
  if (expected.length !== found.length) fault(`${name}: ${reader} reads ${found.length} features of ${expected.length}`);
  const at = expected.findIndex((line, i) => line !== found[i]);
  if (at === -1 || found[at] === undefined) return;
  const from = [...expected[at]].findIndex((letter, i) => letter !== found[at][i]);
  const near = (line) => line.slice(Math.max(0, from - 60), from + 60);
  fault(`${name}: ${reader} reads …${near(found[at])}… where @mapbox/vector-tile reads …${near(expected[at])}…`);
}

/** Twice the area; positive for an outline, as the tile's y grows downwards. */
function area(ring) {
  return ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0);
}

function checkRings(name, { layer, id, geometry }) {
  const where = `${name}: ${layer} ${id}`;
  const [first] = geometry;
  if (!first || area(first) <= 0) fault(`${where} does not begin with an outline`);
  for (const ring of geometry) {
    if (ring.length < 4) fault(`${where}: a ring of ${ring.length - 1} points`);
    if (area(ring) === 0) fault(`${where}: a ring without area`);
    const [start, end] = [ring[0], ring.at(-1)];
    if (start[0] !== end[0] || start[1] !== end[1]) fault(`${where}: a ring is open`);
    if (ring.some(([x, y]) => Math.min(x, y) < -MARGIN || 4096 + MARGIN < Math.max(x, y))) fault(`${where}: far outside`);
  }
}

const has = (tool, ...options) => run(tool, options).status === 0;
const gdal = has('ogr2ogr', '--version') && has('ogrinfo', '--version');
const geos = has('python3', '-c', 'import shapely; shapely.from_wkt');
const folder = mkdtempSync(join(tmpdir(), 'tiles-'));
const counted = { features: 0, rings: 0, polygons: 0, invalid: {} };
try {
  const tiles = await sample(base, folder, Number(count));
  for (let at = 0; at < tiles.length; at += TOGETHER) {
    const batch = tiles.slice(at, at + TOGETHER);
    const features = byMapbox(batch);
    const layersOf = new Map([...features].map(([name, list]) => [name, [...new Set(list.map(({ layer }) => layer))]]));
    const others = [['fast-mvt', byRust(program, batch)]];
    if (gdal) others.push(['GDAL', byGdal(batch, layersOf, folder)]);
    const polygons = [];
    for (const [name, list] of features) {
      const lines = list.map(({ line }) => line);
      for (const [reader, found] of others) compare(name, reader, lines, found.get(name));
      for (const feature of list.filter(({ type }) => type === 'Polygon')) {
        checkRings(name, feature);
        polygons.push(feature);
        counted.rings += feature.geometry.length;
      }
      counted.features += list.length;
    }
    counted.polygons += polygons.length;
    if (geos) askGeos(polygons);
  }
  const readers = ['@mapbox/vector-tile', 'fast-mvt', ...(gdal ? ['GDAL'] : [])];
  console.log(`${tiles.length} tiles, ${counted.features} features, ${counted.rings} rings: ${readers.join(', ')}: ${faults.length} faults`);
  if (!gdal) console.log('skipped: GDAL (install gdal-bin)');
  const invalid = Object.entries(counted.invalid).map(([layer, n]) => `${n} of ${layer}`).join(', ');
  console.log(geos ? `GEOS: of ${counted.polygons} polygons, invalid: ${invalid || 'none'}` : 'skipped: GEOS (pip install shapely)');
  if (tiles.length === 0) fault('no tile holds anything');
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(faults.length === 0 ? 0 : 1);

/** Polygons by the sign of their rings, as readers put them together. */
function askGeos(polygons) {
  const script = `import sys, json, shapely
for text in sys.stdin:
    feature = json.loads(text)
    shape = shapely.MultiPolygon([shapely.Polygon(rings[0], rings[1:]) for rings in feature['pieces']])
    if not shape.is_valid:
        print(feature['layer'])`;
  const pieces = (geometry) =>
    geometry.reduce((all, ring) => (area(ring) > 0 ? [...all, [ring]] : [...all.slice(0, -1), [...all.at(-1), ring]]), []);
  const input = polygons.map(({ layer, geometry }) => `${JSON.stringify({ layer, pieces: pieces(geometry) })}\n`).join('');
  const { status, stdout, stderr } = run('python3', ['-c', script], input);
  if (status !== 0) fault(`GEOS: ${stderr}`);
  for (const layer of stdout.split('\n').filter(Boolean)) {
    counted.invalid[layer] = (counted.invalid[layer] ?? 0) + 1;
    fault(`GEOS: a polygon of ${layer} is not valid`);
  }
}
