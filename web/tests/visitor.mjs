// Somebody else's page, on another origin, draws our map from the one address of its style.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';

import { colorsOf } from './png.mjs';

const library = fileURLToPath(new URL('../node_modules/maplibre-gl/dist', import.meta.url));
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/maplibre-gl.css">
<style>html, body, #map { height: 100%; margin: 0 }</style><div id="map"></div>`;
const SETTLED_MS = 60_000;

/** Every group of layers in turn, at the places where it has something. */
export async function visit(browser, { base, check, picture, ownNotes }) {
  const label = 'the style elsewhere';
  const style = await (await fetch(`${base}/styles/maillage`)).json();
  const faults = validateStyleMin(style);
  check(faults.length === 0, `${label}: ${faults.map(({ message }) => message).join('; ')}`);
  const server = createServer(serve).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const theirs = `http://127.0.0.1:${server.address().port}`;
  const context = await browser.newContext({ viewport: { width: 900, height: 700 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('console', (message) => {
    const complains = ['error', 'warning'].includes(message.type()) && !ownNotes.test(message.text());
    if (complains) check(false, `${label}: console: ${message.text()}`);
  });
  page.on('pageerror', (error) => check(false, `${label}: ${error}`));
  const asked = new Set();
  page.on('request', (request) => {
    const { origin, pathname, protocol } = new URL(request.url());
    asked.add(pathname);
    const known = [theirs, new URL(base).origin].includes(origin) || ['blob:', 'data:'].includes(protocol);
    check(known, `${label}: asks for ${request.url()}`);
  });
  await page.goto(`${theirs}/`);
  await page.evaluate(start, { address: `${base}/styles/maillage` });
  check(await settled(page), `${label}: the map stands still`);
  await picture(page, 'style-ailleurs');
  for (const group of style.metadata['maillage:groupes']) await look(page, group);
  check([...asked].some((path) => path.endsWith('/noms.woff2')), `${label}: labels are written in our font`);
  check([...asked].some((path) => path.includes('/sprite')), `${label}: symbols come from our sprite`);
  await context.close();
  server.close();

  async function look(page, { id, legend }) {
    const { bounds, maillage } = await tilesOf(id);
    const shown = await page.evaluate(show, { id, bounds });
    check(await settled(page), `${label}: ${id} stands still`);
    const bytes = await picture(page, `style-${id}`);
    const drawn = await page.evaluate(drawnLayers);
    const said = new Set(legend.flatMap(({ layers }) => layers));
    check(shown.every((layer) => said.has(layer)), `${label}: every layer of ${id} is in its legend`);
    const placed = maillage.total > maillage.unplaced;
    check(!placed || shown.some((layer) => drawn.includes(layer)), `${label}: something of ${id} is drawn`);
    check(colorsOf(bytes).size > 5, `${label}: ${id} has colours`);
  }

  /** A group of tiles tells where it is; territories and their names are one. */
  async function tilesOf(id) {
    const own = await fetch(`${base}/tilejson/${id}`);
    return (own.ok ? own : await fetch(`${base}/tilejson/territoires`)).json();
  }
}

/** Their server: the page and MapLibre's own files. */
function serve({ url }, response) {
  const types = { mjs: 'text/javascript', css: 'text/css' };
  const file = join(library, url.slice(1));
  const type = types[url.split('.').at(-1)];
  if (url === '/') response.setHeader('content-type', 'text/html').end(PAGE);
  else if (type && existsSync(file)) response.setHeader('content-type', type).end(readFileSync(file));
  else response.writeHead(204).end();
}

async function settled(page) {
  const still = () => window.map?.loaded() && !window.map.isMoving() && window.idle === true;
  return page.waitForFunction(still, null, { timeout: SETTLED_MS }).then(() => true, () => false);
}

/* What follows runs in their page. */

async function start({ address }) {
  const { Map, setWorkerUrl } = await import('/maplibre-gl.mjs');
  setWorkerUrl('/maplibre-gl-worker.mjs');
  window.map = new Map({ container: 'map', style: address, fadeDuration: 0 });
  window.map.on('error', ({ error }) => console.error('map:', error.message));
  window.map.on('idle', () => { window.idle = true; });
}

/** Shows one group over the territories; answers its layers. */
function show({ id, bounds }) {
  const map = window.map;
  window.idle = false;
  const own = [];
  for (const layer of map.getStyle().layers) {
    const group = layer.metadata['maillage:groupe'];
    const zone = layer.id.includes('-zone');
    const visible = (group === id && !zone) || group === 'territoires' || group === 'noms';
    map.setLayoutProperty(layer.id, 'visibility', visible ? 'visible' : 'none');
    if (group === id && visible) own.push(layer.id);
  }
  const [west, south, east, north] = bounds;
  // A country spread over the globe is looked at where its first style begins.
  if (east - west < 20) map.fitBounds([[west, south], [east, north]], { animate: false, padding: 20 });
  else map.jumpTo({ zoom: map.getZoom() + 0.3 });
  map.triggerRepaint();
  return own;
}

function drawnLayers() {
  return [...new Set(window.map.queryRenderedFeatures().map(({ layer }) => layer.id))];
}
