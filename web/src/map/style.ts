// The whole map style. Layers are drawn in the order of this list, bottom first.
import type { StyleSpecification } from 'maplibre-gl';
import labelFont from '@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-700-normal.woff2?url';

import { actorLayers, SOURCE as ACTORS } from '../layers/actors';
import { labelLayer, SOURCE as TERRITORIES, territoryLayers } from '../layers/territories';
import { colors } from './colors';
import type { MapView } from './view';

/** The name under which labels ask for our font. */
const FONT = 'Maillage';

export const LEVEL_LAYERS = ['communes', 'epci', 'bassins', 'departements', 'regions'] as const;

export function styleOf(view: MapView): StyleSpecification {
  const style: StyleSpecification = {
    version: 8,
    'font-faces': { [FONT]: labelFont },
    sources: {
      // The level of the page alone: lighter than all of them.
      [TERRITORIES]: { type: 'vector', url: `/tilejson/${view.layer}`, promoteId: { [view.layer]: 'code' } },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': colors.sea } },
      ...territoryLayers(view),
      ...(view.actors ? actorLayers() : []),
      labelLayer(view),
    ],
  };
  if (view.actors) {
    style.sources[ACTORS] = { type: 'vector', url: '/tilejson/acteurs' };
    // The one address that MapLibre wants whole.
    style.sprite = new URL('/styles/maillage/sprite', location.href).href;
  }
  return style;
}
