// Territories: their shade, their outline, the one the page is about, the one aimed at.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';

import { colors, shades } from '../map/colors';
import type { MapView } from '../map/view';

export const SOURCE = 'territoires';
export const HATCH = 'hatch';
export const FILL = 'territory-fill';
export const FONT = 'Maillage';

/** The feature state that colours a territory: -1 no value, 0 none, 1 to 5 a shade. */
const shade: ExpressionSpecification = ['coalesce', ['feature-state', 'shade'], -2];

export function fillColor(): ExpressionSpecification {
  const pairs = shades.flatMap((color, i) => [i, color]);
  return ['match', shade, ...pairs, colors.land] as unknown as ExpressionSpecification;
}

/** Bottom first. */
export function territoryLayers(view: MapView): LayerSpecification[] {
  const of = { source: SOURCE, 'source-layer': view.layer };
  const here: ExpressionSpecification = ['==', ['get', 'code'], view.highlight ?? ''];
  const layers: LayerSpecification[] = [
    {
      id: FILL,
      type: 'fill',
      ...of,
      paint: {
        'fill-color': view.colored ? fillColor() : ['case', here, colors.halo, colors.land],
        'fill-antialias': false,
      },
    },
  ];
  if (view.colored) {
    layers.push({
      id: 'territory-none',
      type: 'fill',
      ...of,
      paint: { 'fill-pattern': HATCH, 'fill-opacity': ['case', ['==', shade, -1], 1, 0] },
    });
  }
  layers.push({
    id: 'territory-edge',
    type: 'line',
    ...of,
    paint: {
      'line-color': view.colored ? colors.edge : colors.edgeSoft,
      'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.25, 7, 0.8, 11, 1.4],
    },
  });
  if (view.highlight !== null) {
    layers.push({
      id: 'territory-here',
      type: 'line',
      ...of,
      filter: here,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': colors.here, 'line-width': 3 },
    });
  }
  layers.push({
    id: 'territory-aimed',
    type: 'line',
    ...of,
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': colors.aimed,
      'line-width': ['case', ['boolean', ['feature-state', 'aimed'], false], 3, 0],
    },
  });
  return layers;
}

export function labelLayer(view: MapView): LayerSpecification {
  return {
    id: 'territory-label',
    type: 'symbol',
    source: SOURCE,
    'source-layer': `${view.layer}_labels`,
    layout: {
      'text-field': ['get', 'nom'],
      'text-font': [FONT],
      'text-size': ['interpolate', ['linear'], ['zoom'], 5, 11, 9, 14, 12, 16],
      'text-max-width': 8,
      'text-padding': 4,
      'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'population'], 0]],
    },
    paint: { 'text-color': colors.label, 'text-halo-color': colors.halo, 'text-halo-width': 1.6 },
  };
}
