// Takes a sample of tiles from a server: the same ones each time, spread over layers and zooms.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const AT_ONCE = 8;

/** `{ name, path, group, z, x, y }` of about `count` tiles that are not empty, written below `folder`. */
export async function sample(base, folder, count) {
  const groups = [];
  for (const id of await tileGroups(base)) groups.push({ id, ...(await json(`${base}/tilejson/${id}`)) });
  const [first, last] = [Math.min(...groups.map((g) => g.minzoom)), Math.max(...groups.map((g) => g.maxzoom))];
  const taken = [];
  let parents = new Map(groups.map(({ id }) => [id, [{ z: first, x: 0, y: 0 }]]));
  for (let z = first; z <= last; z += 1) {
    // What the world's few first tiles leave goes to the zooms below.
    const share = Math.ceil((count - taken.length) / ((last - z + 1) * groups.length));
    const next = new Map();
    for (const group of groups) {
      const found = await fetchTiles(group, ordered(group.id, parents.get(group.id)), Math.max(share, 1));
      for (const { z, x, y, bytes } of found) {
        const name = `${group.id}/${z}/${x}/${y}`;
        // Not as z/x/y.pbf, of which GDAL would take the place of the tile on earth.
        const path = join(folder, `${name.replaceAll('/', '-')}.pbf`);
        writeFileSync(path, bytes);
        taken.push({ name, path, group: group.id, z, x, y });
      }
      next.set(group.id, found.flatMap(children));
    }
    parents = next;
  }
  return taken;
}

/** Each level of territories has its collection; their tiles are one group. */
async function tileGroups(base) {
  const { collections } = await json(`${base}/collections`);
  const groups = ['territoires'];
  for (const { id } of collections) {
    const { status } = await fetch(`${base}/tilejson/${id}`);
    if (status === 200 && !['communes', 'epci', 'bassins', 'departements', 'regions'].includes(id)) groups.push(id);
  }
  return groups;
}

async function json(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

/** In an order that has nothing to do with where tiles are, and never changes. */
function ordered(group, tiles) {
  const key = ({ z, x, y }) => createHash('sha256').update(`${group}/${z}/${x}/${y}`).digest('hex');
  return tiles.map((tile) => [key(tile), tile]).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tile]) => tile);
}

/** The first `most` tiles that hold something. */
async function fetchTiles(group, tiles, most) {
  const found = [];
  for (let at = 0; at < tiles.length && found.length < most; at += AT_ONCE) {
    const batch = await Promise.all(tiles.slice(at, at + AT_ONCE).map((tile) => fetchTile(group, tile)));
    found.push(...batch.filter(({ bytes }) => bytes.length > 0));
  }
  return found.slice(0, most);
}

async function fetchTile({ tiles: [address] }, tile) {
  const url = address.replace('{z}', tile.z).replace('{x}', tile.x).replace('{y}', tile.y);
  const response = await fetch(url);
  if (response.status !== 200 && response.status !== 204) throw new Error(`${url}: ${response.status}`);
  return { ...tile, bytes: Buffer.from(await response.arrayBuffer()) };
}

function children({ z, x, y }) {
  return [0, 1].flatMap((i) => [0, 1].map((j) => ({ z: z + 1, x: 2 * x + i, y: 2 * y + j })));
}
