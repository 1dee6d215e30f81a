// Territories: their shade, their outline, the one the page is about, the one aimed at.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';

import { colors, shades } from '../map/colors';
import { layerOf, sheets } from '../map/sheets';
import type { MapView } from '../map/view';

export const SOURCE = 'territoires';
export const HATCH = 'hatch';
export const FILL = 'territory-fill';

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
  const { layout, paint } = layerOf(sheets.territoires, `${view.layer}-bord`, 'line');
  const edge = view.colored ? { ...paint, 'line-color': colors.edge } : { ...paint };
  layers.push({ id: 'territory-edge', type: 'line', ...of, layout: { ...layout }, paint: edge });
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

/** The names of the page's level, at every zoom that its tiles have them. */
export function labelLayer(view: MapView): LayerSpecification {
  const { layout, paint } = layerOf(sheets.noms, `${view.layer}-nom`, 'symbol');
  const of = { source: SOURCE, 'source-layer': `${view.layer}_labels` };
  return { id: 'territory-label', type: 'symbol', ...of, layout: { ...layout }, paint: { ...paint } };
}
