// The style and the tiles agree: every layer and attribute drawn is promised by tiles/layers.toml.
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, test } from 'vitest';

import { actorLayers, clickable } from '../src/layers/actors';
import { shades } from '../src/map/colors';
import { hatch } from '../src/map/hatch';
import { LEVEL_LAYERS, styleOf } from '../src/map/style';
import type { MapView } from '../src/map/view';
import tokens from '../src/styles/tokens.css?raw';
import promised from '../../tiles/layers.toml?raw';

const layerNames = [...promised.matchAll(/^name = "(.+)"$/gm)].map((match) => match[1]);
const attributes = (section: string): string[] => {
  const [, rest = ''] = promised.split(`[attributes.${section}]\n`);
  const [block = ''] = rest.split('\n[');
  return [...block.matchAll(/^"?([\w*-]+)"? = \{/gm)].map((match) => match[1] ?? '');
};

const views: MapView[] = LEVEL_LAYERS.flatMap((layer) =>
  [true, false].map((actors) => ({
    level: layer,
    layer,
    bounds: [-5, 41, 10, 51] as MapView['bounds'],
    highlight: actors ? '44109' : null,
    actors,
    colored: !actors,
    values: {},
    places: [],
  })),
);

/** Every `["get", name]` anywhere in a value. */
function asked(value: unknown): string[] {
  if (!Array.isArray(value)) {
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(asked) : [];
  }
  return value[0] === 'get' ? [String(value[1])] : value.flatMap(asked);
}

describe('the style', () => {
  test('is one by the specification', () => {
    for (const view of views) expect(validateStyleMin(styleOf(view))).toEqual([]);
  });

  test('draws only layers that the tiles hold', () => {
    for (const { layers } of views.map(styleOf)) {
      for (const layer of layers) {
        if ('source-layer' in layer) expect(layerNames).toContain(layer['source-layer']);
      }
    }
  });

  test('asks only for attributes that the tiles hold', () => {
    const [places, actors] = [attributes('territoire'), attributes('acteur')];
    expect(places.length).toBeGreaterThan(2);
    for (const { layers } of views.map(styleOf)) {
      for (const layer of layers) {
        if (!('source' in layer)) continue;
        for (const name of asked(layer)) expect(layer.source === 'acteurs' ? actors : places).toContain(name);
      }
    }
  });

  test('asks for nothing outside', () => {
    for (const view of views) {
      expect(JSON.stringify(styleOf(view)).replaceAll(location.origin, '')).not.toMatch(/https?:/);
    }
  });

  test('draws actors as tiles/style says, and answers clicks on all but the figures', () => {
    const ids = actorLayers().map(({ id }) => id);
    expect(ids).toEqual(['acteurs-commune', 'acteurs-lieu', 'acteurs-grappe', 'acteurs-nombre']);
    expect(clickable()).toEqual(ids.slice(0, 3));
    for (const { layers } of views.filter(({ actors }) => actors).map(styleOf)) {
      for (const layer of actorLayers()) expect(layers).toContainEqual(layer);
    }
  });

  test('has a legend that cannot lie: its shades are those of the styles', () => {
    const written = shades.map((_, i) => new RegExp(`--k${i}: (#[0-9a-f]{6});`).exec(tokens)?.[1]);
    expect(written).toEqual([...shades]);
  });
});

test('the hatch has no seam', () => {
  const { width, height, data } = hatch();
  expect(data.length).toBe(4 * width * height);
  const dark = (x: number, y: number): boolean => data[4 * (y * width + x)] !== 255;
  for (let i = 0; i < width; i += 1) expect(dark(i, 0)).toBe(dark((i + 1) % width, height - 1));
});
