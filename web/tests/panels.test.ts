// Small decisions of the panels, without a browser.
import { expect, test } from 'vitest';

import { territoriesOf } from '../src/api/client';
import { nearest } from '../src/map/neighbour';
import { actorLines } from '../src/map/pointer';
import { sentence } from '../src/panels/follow';
import { inLanguage, step } from '../src/panels/search';
import { wordsOf } from '../src/words';

test('arrows wrap around through "none"', () => {
  expect([-1, 0, 1].map((at) => step(at, 1, 2))).toEqual([0, 1, -1]);
  expect([-1, 0, 1].map((at) => step(at, -1, 2))).toEqual([1, -1, 0]);
});

test('the language follows a suggestion', () => {
  expect(inLanguage('/territoires/bassin-1', 'fr')).toBe('/territoires/bassin-1');
  expect(inLanguage('/territoires/bassin-1', 'en')).toBe('/territoires/bassin-1?lang=en');
  expect(inLanguage('/x?lang=en', 'en')).toBe('/x?lang=en');
});

test('progress is told in the language of the page', () => {
  const data = JSON.stringify({ done: 3, of: 11, told: 'Calcul en cours', told_en: 'Under way' });
  expect(sentence(data, 'fr')).toEqual({ done: 3, of: 11, told: 'Calcul en cours' });
  expect(sentence(data, 'en-GB').told).toBe('Under way');
});

test('only territories of this site are suggested', () => {
  const good = { level: 'bassin', code: '44109', name: 'Nantes', url: '/territoires/bassin-44109' };
  const bad = [
    { ...good, url: '//elsewhere.example' },
    { ...good, url: 'javascript:alert(1)' },
    { ...good, level: 'acteur', url: '/collections/acteurs/items/1' },
    { name: 'x' },
    null,
  ];
  expect(territoriesOf({ results: [...bad, good] })).toEqual([good]);
  expect(territoriesOf({ error: 'none' })).toEqual([]);
});

test('the neighbour is ahead, near, and not the place one leaves', () => {
  const here = { code: 'a', lng: 0, lat: 45 };
  const east = { code: 'b', lng: 1, lat: 45.1 };
  const far = { code: 'c', lng: 3, lat: 45 };
  const north = { code: 'd', lng: 0.1, lat: 46 };
  const places = [here, east, far, north];
  expect(nearest(places, here, 'a', 'east')).toBe(east);
  expect(nearest(places, here, 'a', 'north')).toBe(north);
  expect(nearest(places, here, 'a', 'west')).toBeNull();
  expect(nearest([], here, null, 'east')).toBeNull();
});

test('what is missing in a tile is said, not shown as null', () => {
  expect(actorLines({ properties: { count: 1 } })).toEqual(['unnamed']);
  expect(actorLines({ properties: { kind: 'cluster', count: 3 } })).toEqual(['cluster']);
  expect(actorLines({ properties: { kind: 'cluster', count: 1 } })).toEqual(['commune-one']);
  expect(actorLines({ properties: { kind: 'commune', count: 3 } })).toEqual(['commune']);
  expect(actorLines({ properties: { kind: 'commune', count: 3, nom: 'Redon' } })).toEqual(['Redon', 'commune']);
});

test('a family is said in the words of the legend', () => {
  const lines = actorLines({ properties: { kind: 'place', count: 1, nom: 'X', famille: 'cooperative' } });
  expect(lines).toEqual(['X', 'coopérative']);
});

test('words are filled in, and an unknown key shows itself', () => {
  document.body.innerHTML = '<script type="application/json" data-words>{"cluster":"{n} acteurs, {n}"}</script>';
  const say = wordsOf(document);
  expect(say('cluster', { n: 12 })).toBe('12 acteurs, 12');
  expect(say('no-such-key')).toBe('no-such-key');
});
