// Visits the pages of a running server in a real browser and says what is wrong.
//
//   node tests/pages.mjs http://127.0.0.1:8080 /tmp/pictures
//
// Wide and narrow, with WebGL, without it and without JavaScript. Exit code 1 if anything is wrong.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

import { colorsOf } from './png.mjs';
import { visit } from './visitor.mjs';

const [base, folder] = process.argv.slice(2);
if (!base || !folder) {
  console.error('usage: node tests/pages.mjs BASE_URL FOLDER_FOR_PICTURES');
  process.exit(2);
}
const origin = new URL(base).origin;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
const SHADES = ['#edf8fb', '#b2e2e2', '#66c2a4', '#2ca25f', '#006d2c'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const READY_MS = 30_000;
// What the browser says of its own drawing when a picture of it is taken.
const OWN_NOTES = /GPU stall due to ReadPixels/;
const style = (name) => JSON.parse(readFileSync(new URL(`../../tiles/style/${name}.json`, import.meta.url), 'utf8'));

const faults = [];
let checks = 0;

function check(holds, what) {
  checks += 1;
  if (!holds) {
    faults.push(what);
    console.error(`FAULT ${what}`);
  }
}

/** The way in is the explorer's first link: nothing is known of the data. */
async function addresses(browser) {
  const page = await browser.newPage();
  await page.goto(`${base}/explorer/densite-ess`);
  const territory = await page.locator('#tableau tbody th a').first().getAttribute('href');
  // The first département with land, its first site, and two of them beside each other.
  await page.goto(`${base}/foncier`);
  const land = await page.locator('.columns a').first().getAttribute('href');
  await page.goto(base + (land ?? '/foncier'));
  const sites = await page.locator('.people-name a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  check(sites.length > 1, 'the land of a département has two sites');
  const ids = sites.slice(0, 2).map((href) => href?.match(/\/foncier\/([^?]+)/)?.[1] ?? '');
  await page.close();
  check(territory?.startsWith('/territoires/'), 'the explorer links to its first territory');
  const place = territory?.match(/^\/territoires\/([a-z]+-[^-?]+)/)?.[1] ?? '';
  const zone = place.replace('-', ':');
  return {
    home: '/',
    explorer: '/explorer/densite-ess',
    tableau: '/explorer/densite-ess?vue=tableau&tri=nom',
    bassin: territory ?? '/',
    manques: '/manques?fonction=petite-enfance',
    tient: '/sensibilite',
    'tient-ici': `/sensibilite?zone=${zone}`,
    'et-si': `/et-si?zone=${zone}&fonction=ressourcerie&nombre=2`,
    ensembles: '/foncier/ensembles',
    'ensembles-ici': `/foncier/ensembles?zone=${zone}&function=ressourcerie&k=2&comparer=trajet-moyen&budget=6&costs=dense:3,intermediaire:2,rural:1`,
    opportunites: '/opportunites',
    'opportunites-ici': `/opportunites?zone=${zone}`,
    grappes: '/grappes',
    'grappes-ici': `/grappes?zone=${zone}`,
    indicateurs: '/indicateurs',
    foncier: '/foncier',
    'foncier-ici': land ?? '/foncier',
    site: sites[0] ?? '/foncier',
    comparer: `/foncier/comparer?sites=${ids.join(',')}&${sites[0]?.split('?')[1] ?? ''}`,
    partenaires: `/partenaires?lieu=${place}`,
    rechercher: '/rechercher?q=a',
    donnees: '/donnees',
    collections: '/collections',
    collection: '/collections/acteurs',
    objets: '/collections/acteurs/items?famille=association',
    objet: `/collections/bassins/items/${place.match(/-([^-]+)$/)?.[1] ?? ''}`,
    interface: '/api',
    normes: '/conformance?lang=en',
    methode: '/methode',
    licence: '/licence',
    accessibilite: '/accessibilite',
    english: '/explorer/densite-ess?lang=en',
    perdu: '/cette-page-n-existe-pas',
  };
}

/** Opens a page and watches what it says and asks for. */
async function open(context, address, label) {
  const page = await context.newPage();
  const requests = [];
  page.on('request', (request) => {
    requests.push(request.url());
    const { protocol, origin: to } = new URL(request.url());
    const own = to === origin || protocol === 'data:' || protocol === 'blob:';
    check(own, `${label}: asks another origin for ${request.url()}`);
  });
  const lost = address.includes('n-existe-pas');
  page.on('console', (message) => {
    const complains = ['error', 'warning'].includes(message.type()) && !OWN_NOTES.test(message.text());
    if (complains && !lost) check(false, `${label}: console: ${message.text()}`);
  });
  page.on('pageerror', (error) => check(false, `${label}: ${error}`));
  const response = await page.goto(base + address);
  check(response?.status() === (lost ? 404 : 200), `${label}: status ${response?.status()}`);
  return { page, requests };
}

async function ready(page, label) {
  const marker = page.locator('html[data-ready="1"]');
  await marker.waitFor({ state: 'attached', timeout: READY_MS }).catch(() => undefined);
  check((await marker.count()) === 1, `${label}: ready within ${READY_MS / 1000} s`);
}

/** Whether the page's module came at all: a server built without Node serves none. */
function hasScript(page) {
  return page.locator('script[type="module"]').count().then((count) => count === 1);
}

async function fits(page, label) {
  const [content, room] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  check(content <= room, `${label}: ${content} px of content in ${room} px`);
}

async function accessible(page, label) {
  await page.evaluate(axe);
  const found = await page.evaluate(
    (values) => window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }),
    RULES,
  );
  for (const { id, nodes } of found.violations) {
    check(false, `${label}: axe ${id}: ${nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`);
  }
  check(true, `${label}: axe`);
}

async function picture(page, name, whole = false) {
  const bytes = await page.screenshot({ fullPage: whole });
  writeFileSync(join(folder, `${name}.png`), bytes);
  return bytes;
}

async function shades(page) {
  const counts = colorsOf(await page.locator('.map-canvas').screenshot());
  return SHADES.filter((shade) => (counts.get(shade) ?? 0) > 20).length;
}

async function wide(browser, pages) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  for (const [name, address] of Object.entries(pages)) {
    const label = `${name} 1280`;
    const { page } = await open(context, address, label);
    if (await hasScript(page)) await ready(page, label);
    await fits(page, label);
    await accessible(page, label);
    await picture(page, `${name}-1280`);
    if (await hasScript(page)) await undisturbed(page, label);
    if (name === 'explorer' && (await hasScript(page))) await explorerByKeyboard(page, label);
    if (name === 'bassin') {
      await legendOfActors(page, label, 'fr');
      // Without the register, real files tell no family of most actors.
      const known = (await page.locator('.demonstration').count()) > (await page.locator('.partial').count());
      if (known && (await hasScript(page))) check((await symbolsSeen(page)).length > 1, `${label}: two families on the map`);
    }
    await page.close();
  }
  await context.close();
}

/** The legend under a territory's map says what tiles/style draws, in the same shapes and colours. */
async function legendOfActors(page, label, language) {
  const { layers, legend } = style('acteurs');
  const { symbols, shapes } = style('symbols');
  const shown = legend.filter(({ layers: [id] }) => layers.find((l) => l.id === id)?.layout?.visibility !== 'none');
  const lines = await page.locator('.legend-marks li').evaluateAll((items) =>
    items.map((item) => ({
      words: [...item.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join(''),
      drawn: item.querySelector('svg')?.innerHTML ?? '',
    })),
  );
  check(lines.length >= shown.length, `${label}: a legend of ${lines.length} lines, ${shown.length} of them actors`);
  for (const [at, entry] of shown.entries()) {
    const line = lines[at] ?? { words: '', drawn: '' };
    check(line.words === entry[language], `${label}: the legend says "${line.words}" for "${entry[language]}"`);
    if (entry.symbol === undefined) continue;
    const { shape, color } = symbols[entry.symbol];
    const path = `M${shapes[shape].points.map(([x, y]) => `${x} ${y}`).join('L')}Z`;
    check(line.drawn.includes(color) && line.drawn.includes(`d="${path}"`), `${label}: ${entry.symbol} is drawn as ${shape}`);
  }
}

/** Which symbols of actors can be seen on the map, by their colours. */
async function symbolsSeen(page) {
  const { symbols } = style('symbols');
  const counts = colorsOf(await page.locator('.map-canvas').screenshot());
  const families = ['association', 'cooperative', 'mutuelle', 'fondation', 'societe-ess'];
  return families.filter((family) => (counts.get(symbols[family].color) ?? 0) >= 12);
}

/** Nothing but the map itself stands in its frame. */
async function undisturbed(page, label) {
  check((await page.locator('.map-message:visible, .map-missing:visible').count()) === 0, `${label}: no message over the map`);
}

/** The map has colours, says what the crosshair is on, prints, and Enter opens a territory. */
async function explorerByKeyboard(page, label) {
  check((await page.locator('html').getAttribute('data-map')) === 'drawn', `${label}: the map is drawn`);
  check((await shades(page)) >= 3, `${label}: at least three shades on the map`);
  const printed = await page.evaluate(() => {
    dispatchEvent(new Event('beforeprint'));
    const length = document.querySelector('.map-print')?.getAttribute('src')?.length ?? 0;
    dispatchEvent(new Event('afterprint'));
    return length;
  });
  check(printed > 5_000, `${label}: an image stands in for the map on paper (${printed} characters)`);
  const rows = await page.locator('#tableau tbody tr').count();
  const counted = await page.locator('.legend-count').allTextContents();
  const sum = counted.reduce((total, text) => total + Number(text.replace(/[^0-9]/g, '')), 0);
  check(sum === rows, `${label}: the legend counts ${sum} of ${rows} territories`);
  await page.locator('.map-canvas canvas').focus();
  const spoken = () => (document.querySelector('[data-status]')?.textContent ?? '').trim() !== '';
  const said = await page.waitForFunction(spoken, null, { timeout: 10_000 }).then(() => true, () => false);
  check(said, `${label}: the crosshair is announced`);
  await page.keyboard.press('Alt+ArrowRight');
  await page.waitForTimeout(800);
  await picture(page, 'explorer-clavier-1280');
  await page.keyboard.press('Tab');
  const left = await page.evaluate(() => document.activeElement?.tagName !== 'CANVAS');
  check(left, `${label}: Tab leaves the map`);
}

/** From the weights to the list, a site kept, another, both beside each other, a sheet and back: without a mouse. */
async function landByKeyboard(browser, pages) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const label = 'land by keyboard';
  const { page } = await open(context, pages['foncier-ici'], label);
  const press = async (locator, what) => {
    await locator.focus();
    const ring = await locator.evaluate((element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    });
    check(ring, `${label}: focus is seen on ${what}`);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  };
  const weight = () => page.locator('.weights input').first().inputValue();
  const before = Number(await weight());
  await press(page.locator('.weights li').first().locator('a').last(), 'the button +');
  check(Number(await weight()) === before + 1, `${label}: + adds one to a weight (${before})`);
  for (const rank of [0, 1]) await press(page.locator('.people-source a').nth(rank), `the choice of site ${rank + 1}`);
  await press(page.locator('a.button-strong').last(), 'the button to compare');
  check((await page.locator('.compare thead th').count()) === 3, `${label}: two sites stand beside each other`);
  check((await page.locator('article.sheet').count()) === 2, `${label}: each with its sheet`);
  await press(page.locator('.back a'), 'the way back');
  check(new URL(page.url()).searchParams.has('weights'), `${label}: the way back keeps the weights`);
  await press(page.locator('.people-name a').first(), 'the first site');
  const links = await page.locator('article.sheet a').evaluateAll((all) => all.map((link) => link.href));
  const statuses = await Promise.all(links.map(async (link) => (await fetch(link)).status));
  check(links.length > 12, `${label}: a sheet has its links (${links.length})`);
  links.forEach((link, at) => check(statuses[at] === 200, `${label}: ${link} answers ${statuses[at]}`));
  await context.close();
}

/** On paper a sheet is whole: its table fits, and says where it comes from. */
async function dossier(browser, pages) {
  for (const [name, landscape] of [['site', false], ['comparer', true]]) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const label = `${name} on paper`;
    const { page } = await open(context, pages[name], label);
    writeFileSync(join(folder, `${name}.pdf`), await page.pdf({ format: 'A4', landscape, printBackground: true }));
    await page.emulateMedia({ media: 'print' });
    const [width, height] = landscape ? [1050, 720] : [720, 1050];
    await page.setViewportSize({ width, height });
    await fits(page, label);
    const cut = await page.locator('.table-region').evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
    check(cut === 0, `${label}: ${cut} tables are cut`);
    check((await page.locator('form:visible, .site-header:visible, .dossier .button:visible').count()) === 0, `${label}: no buttons`);
    await picture(page, `${name}-papier`, true);
    await context.close();
  }
}

/** Suggestions under the search field, by keyboard only. */
async function suggestions(browser, pages) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const label = 'suggestions';
  const { page } = await open(context, pages.methode, label);
  if (await hasScript(page)) {
    const name = decodeURIComponent(pages.bassin.split('-').slice(2).join(' '));
    await page.locator('#find').pressSequentially(name.slice(0, 4));
    const list = page.locator('.suggestions [role="option"]');
    await list.first().waitFor({ timeout: 5_000 }).catch(() => undefined);
    check((await list.count()) > 0, `${label}: "${name.slice(0, 4)}" suggests a territory`);
    await page.keyboard.press('ArrowDown');
    await accessible(page, label);
    await picture(page, 'suggestions-1280');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/territoires\//, { timeout: 5_000 }).catch(() => undefined);
    check(page.url().includes('/territoires/'), `${label}: Enter opens the territory`);
  }
  await context.close();
}

/** The form of best sets is followed: an answer comes to its address, and it can be left. */
async function followed(browser, pages) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const label = 'ensembles followed';
  const { page } = await open(context, pages['ensembles-ici'], label);
  if (await hasScript(page)) {
    await ready(page, label);
    await page.locator('#k').fill('3');
    await page.keyboard.press('Enter');
    await page.waitForURL(/[?&]k=3/, { timeout: READY_MS }).catch(() => undefined);
    check(/[?&]k=3/.test(page.url()), `${label}: Enter leads to the answer for three`);
    check((await page.locator('#reponse').count()) === 1, `${label}: the answer is there`);
    // A search that never ends, to be left.
    await page.route('**/foncier/ensembles?*', (route) =>
      route.request().headers()['accept'] === 'text/event-stream' ? new Promise(() => undefined) : route.continue(),
    );
    await page.locator('#k').fill('4');
    await page.keyboard.press('Enter');
    const panel = page.locator('[data-following]');
    await panel.waitFor({ state: 'visible', timeout: 5_000 }).catch(() => undefined);
    check(await panel.isVisible(), `${label}: it says that it is under way`);
    check(await page.locator('[data-following-leave]').evaluate((button) => button === document.activeElement), `${label}: the way out has the focus`);
    await accessible(page, `${label} under way`);
    await page.keyboard.press('Enter');
    check(await panel.isHidden(), `${label}: Enter on it leaves`);
    check(/[?&]k=3/.test(page.url()), `${label}: and the page stays`);
  }
  await context.close();
}

async function narrow(browser, pages) {
  for (const width of [390, 320]) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, reducedMotion: 'reduce', hasTouch: true });
    for (const [name, address] of Object.entries(pages)) {
      const label = `${name} ${width}`;
      const { page, requests } = await open(context, address, label);
      if (await hasScript(page)) await ready(page, label);
      await fits(page, label);
      if (width === 390) {
        await accessible(page, label);
        await picture(page, `${name}-390`, name !== 'tableau' && name !== 'explorer' && name !== 'english');
      }
      if (width === 390 && ['explorer', 'bassin'].includes(name) && (await hasScript(page))) {
        check(!requests.some((url) => /island|worker/.test(url)), `${label}: no map before it is asked for`);
        await page.locator('[data-map-open] a').click();
        await page.locator('html[data-map="drawn"]').waitFor({ state: 'attached', timeout: READY_MS }).catch(() => undefined);
        check((await page.locator('html').getAttribute('data-map')) === 'drawn', `${label}: the map comes when asked for`);
        await fits(page, `${label} with map`);
        await accessible(page, `${label} with map`);
        await page.locator('.map-frame').scrollIntoViewIfNeeded();
        await picture(page, `${name}-carte-390`);
      }
      await page.close();
    }
    await context.close();
  }
}

async function withoutScript(browser, pages) {
  for (const width of [1280, 390]) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, javaScriptEnabled: false });
    for (const name of ['home', 'explorer', 'bassin']) {
      const label = `${name} ${width} without JavaScript`;
      const { page } = await open(context, pages[name], label);
      await fits(page, label);
      if (name === 'bassin') await legendOfActors(page, label, 'fr');
      if (name !== 'home') {
        check((await page.locator('main tbody tr').count()) > 0, `${label}: the table is there`);
      }
      check((await page.locator('.map-frame:visible, .map-open:visible').count()) === 0, `${label}: no empty map`);
      await picture(page, `${name}-sans-js-${width}`);
      await page.close();
    }
    await context.close();
  }
}

async function withoutWebgl(pages) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, '--disable-3d-apis'] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  for (const name of ['home', 'explorer', 'bassin']) {
    const label = `${name} without WebGL`;
    const { page, requests } = await open(context, pages[name], label);
    if (await hasScript(page)) {
      await ready(page, label);
      check((await page.locator('.map-missing:visible').count()) === 1, `${label}: says that the map is missing`);
      check(!requests.some((url) => /island|worker/.test(url)), `${label}: does not load the map`);
    }
    if (name === 'bassin') await legendOfActors(page, label, 'fr');
    await accessible(page, label);
    await picture(page, `${name}-sans-webgl-1280`);
    await page.close();
  }
  await browser.close();
}

async function forced(browser, pages) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, forcedColors: 'active' });
  const { page } = await open(context, pages.explorer, 'explorer forced colours');
  const swatch = await page.locator('.swatch.k5').first();
  if ((await swatch.count()) === 1) {
    const counts = colorsOf(await swatch.screenshot());
    check(counts.has('#006d2c'), 'forced colours: swatches keep their colours');
  }
  await picture(page, 'explorer-forced-1280');
  await page.goto(base + pages.bassin);
  const marks = colorsOf(await page.locator('.legend-marks').screenshot());
  for (const [name, { color }] of Object.entries(style('symbols').symbols).slice(0, 5)) {
    check((marks.get(color) ?? 0) > 10, `forced colours: the legend shows ${name} in ${color}`);
  }
  await picture(page, 'bassin-forced-1280');
  await context.close();
}

/** For looking at: what someone sees who sees no colour at all. */
async function withoutColours(browser, pages) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const { page } = await open(context, pages.bassin, 'bassin in grey');
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setEmulatedVisionDeficiency', { type: 'achromatopsia' });
  if (await hasScript(page)) await ready(page, 'bassin in grey');
  await page.locator('.portrait-map').scrollIntoViewIfNeeded();
  await picture(page, 'bassin-gris-1280');
  await context.close();
}

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, '--enable-unsafe-swiftshader'] });
try {
  const pages = await addresses(browser);
  await wide(browser, pages);
  await suggestions(browser, pages);
  await landByKeyboard(browser, pages);
  await dossier(browser, pages);
  await followed(browser, pages);
  await narrow(browser, pages);
  await withoutScript(browser, pages);
  await forced(browser, pages);
  await withoutColours(browser, pages);
  await visit(browser, { base, check, picture, ownNotes: OWN_NOTES });
  await withoutWebgl(pages);
} finally {
  await browser.close();
}
console.log(`${checks} checks, ${faults.length} faults; pictures in ${folder}`);
process.exit(faults.length === 0 ? 0 : 1);
