// Actors: a shape and a colour for each family, a disc for several, a ring for those known by
// commune only. All of it stands in tiles/style, legend included.
import type { LayerSpecification } from 'maplibre-gl';

import { sheets } from '../map/sheets';

export const SOURCE = 'acteurs';

/** What is shown; counts by territory wait in the same file for whoever turns them on. */
export function actorLayers(): LayerSpecification[] {
  return sheets.acteurs.layers.filter((layer) => layer.layout?.visibility !== 'none');
}

/** Those that are something to click on: not the figures over them. */
export function clickable(): string[] {
  const drawn = (layer: LayerSpecification): boolean =>
    layer.type === 'circle' || (layer.type === 'symbol' && layer.layout?.['icon-image'] !== undefined);
  return actorLayers().filter(drawn).map(({ id }) => id);
}

/** A family in the words of the legend. */
export function familyWords(family: string, language: string): string | undefined {
  const line = sheets.acteurs.legend.find(({ symbol }) => symbol === family);
  return language === 'en' ? line?.en : line?.fr;
}
