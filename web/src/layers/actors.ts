// Actors: a dot at its address, a disc for several, a ring for those known by commune only.
// Shape and figure tell them apart, not colour.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';

import { colors } from '../map/colors';
import { FONT } from './territories';

export const SOURCE = 'acteurs';
export const CLICKABLE = ['actor-ring', 'actor-many', 'actor-dot'] as const;

const count: ExpressionSpecification = ['coalesce', ['get', 'count'], 1];
const atCommune: ExpressionSpecification = ['==', ['coalesce', ['get', 'kind'], ''], 'commune'];
const alone: ExpressionSpecification = ['all', ['!', atCommune], ['<=', count, 1]];
const several: ExpressionSpecification = ['all', ['!', atCommune], ['>', count, 1]];

/** The area, not the width, grows with the count. */
const radius: ExpressionSpecification = ['interpolate', ['linear'], ['sqrt', count], 1, 8, 5, 12, 20, 19, 60, 30, 200, 44];

export function actorLayers(): LayerSpecification[] {
  const of = { source: SOURCE, 'source-layer': 'acteurs' };
  return [
    {
      id: 'actor-ring',
      type: 'circle',
      ...of,
      filter: atCommune,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['sqrt', count], 1, 5, 5, 8, 20, 14],
        'circle-color': 'rgba(255, 255, 255, 0.75)',
        'circle-stroke-color': colors.many,
        'circle-stroke-width': 2.5,
      },
    },
    {
      id: 'actor-dot',
      type: 'circle',
      ...of,
      filter: alone,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 6, 3, 10, 4.5, 14, 7],
        'circle-color': colors.dot,
        'circle-stroke-color': colors.dotRing,
        'circle-stroke-width': 1.5,
      },
    },
    {
      id: 'actor-many',
      type: 'circle',
      ...of,
      filter: several,
      paint: {
        'circle-radius': radius,
        'circle-color': colors.many,
        'circle-opacity': 0.9,
        'circle-stroke-color': colors.dotRing,
        'circle-stroke-width': 1.5,
      },
    },
    {
      id: 'actor-count',
      type: 'symbol',
      ...of,
      filter: several,
      layout: {
        'text-field': ['number-format', count, {}],
        'text-font': [FONT],
        'text-size': 12,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': colors.manyText },
    },
  ];
}
