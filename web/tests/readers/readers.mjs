// Three readers that know nothing of us make the same lines of a tile: @mapbox/vector-tile, GDAL
// and fast-mvt. A line is a feature with all that it has, geometry in the tile's units.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';

const ROOM = 1 << 30;

/** One way to write a feature. */
function line({ layer, id, type, geometry, properties }) {
  const sorted = Object.fromEntries(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ layer, id, type, geometry, properties: sorted });
}

export function run(program, options, input) {
  const { status, stderr, stdout, error } = spawnSync(program, options, { input, maxBuffer: ROOM, encoding: 'utf8' });
  return { status, stdout: stdout ?? '', stderr: error?.message ?? stderr };
}

/** The lines of each tile, by its name, as @mapbox/vector-tile reads it; rings come with them. */
export function byMapbox(tiles) {
  return new Map(tiles.map((tile) => [tile.name, featuresOf(tile)]));
}

function featuresOf({ path }) {
  const { layers } = new VectorTile(new PbfReader(readFileSync(path)));
  return Object.values(layers).flatMap((layer) =>
    Array.from({ length: layer.length }, (_, at) => {
      const feature = layer.feature(at);
      const geometry = feature.loadGeometry().map((ring) => ring.map(({ x, y }) => [x, y]));
      const type = ['Unknown', 'Point', 'LineString', 'Polygon'][feature.type];
      const { id, properties } = feature;
      return { geometry, type, layer: layer.name, id, line: line({ layer: layer.name, id, type, geometry, properties }) };
    }),
  );
}

/** The same by the Rust reader. */
export function byRust(program, tiles) {
  const names = new Map(tiles.map(({ path, name }) => [path, name]));
  const lines = new Map(tiles.map(({ name }) => [name, []]));
  const input = tiles.map(({ path }) => `${path}\n`).join('');
  const { status, stderr, stdout } = run(program, [], input);
  if (status !== 0) throw new Error(`fast-mvt: ${stderr || status}`);
  for (const text of stdout.split('\n')) {
    if (text === '') continue;
    const { tile, ...feature } = JSON.parse(text);
    if (feature.extent !== 4096 || feature.version !== 2) throw new Error(`${tile}: extent ${feature.extent}, version ${feature.version}`);
    lines.get(names.get(tile)).push(line(feature));
  }
  return lines;
}

/** The same by GDAL: many tiles in one process, as the parts of one virtual layer. */
export function byGdal(tiles, layersOf, folder) {
  const parts = tiles.flatMap(({ name, path }) => layersOf.get(name).map((layer) => ({ name, path, layer })));
  const source = ({ path, layer }, at) =>
    `<OGRVRTLayer name="${at}"><SrcDataSource>${path}</SrcDataSource>` +
    `<OpenOptions><OOI key="CLIP">NO</OOI></OpenOptions><SrcLayer>${layer}</SrcLayer></OGRVRTLayer>`;
  const vrt = join(folder, 'tiles.vrt');
  const out = join(folder, 'tiles.geojson');
  writeFileSync(
    vrt,
    `<OGRVRTDataSource><OGRVRTUnionLayer name="tiles"><SourceLayerFieldName>part</SourceLayerFieldName>` +
      `<GeometryType>wkbUnknown</GeometryType>${parts.map(source).join('')}</OGRVRTUnionLayer></OGRVRTDataSource>`,
  );
  rmSync(out, { force: true });
  const options = ['-q', '-f', 'GeoJSON', '-lco', 'RFC7946=NO', '-lco', 'COORDINATE_PRECISION=3', out, vrt];
  const { status, stderr } = run('ogr2ogr', options);
  if (status !== 0 || stderr !== '') throw new Error(`ogr2ogr: ${stderr || status}`);
  const lines = new Map(tiles.map(({ name }) => [name, []]));
  for (const feature of JSON.parse(readFileSync(out, 'utf8')).features) {
    const { part, mvt_id: id, ...rest } = feature.properties;
    const { name, layer } = parts[Number(part)];
    // What one part does not have, the virtual layer tells as null.
    const properties = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
    lines.get(name).push(line({ layer, id, properties, ...inTileUnits(feature.geometry) }));
  }
  return lines;
}

/** GDAL counts upwards from the tile's foot. */
function inTileUnits({ type, coordinates }) {
  const at = ([x, y]) => [x, 4096 - y];
  if (type === 'Point') return { type, geometry: [[at(coordinates)]] };
  if (type === 'LineString') return { type, geometry: [coordinates.map(at)] };
  if (type === 'MultiLineString') return { type: 'LineString', geometry: coordinates.map((part) => part.map(at)) };
  const pieces = type === 'Polygon' ? [coordinates] : coordinates;
  return { type: 'Polygon', geometry: pieces.flat().map((ring) => ring.map(at)) };
}
