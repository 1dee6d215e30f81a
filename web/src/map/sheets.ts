// The layers of tiles/style: what our map draws and what other clients are served is one thing.
import type { LayerSpecification } from 'maplibre-gl';

import acteurs from '../../../tiles/style/acteurs.json';
import noms from '../../../tiles/style/noms.json';
import territoires from '../../../tiles/style/territoires.json';

/** A file of the style; see `src/tiles/style.rs`. */
export interface Sheet {
  layers: LayerSpecification[];
  legend: { layers: string[]; symbol?: string; fr: string; en: string }[];
}

export const sheets = { acteurs, noms, territoires } as unknown as Record<'acteurs' | 'noms' | 'territoires', Sheet>;

/** A layer by its id and type. */
export function layerOf<Type extends LayerSpecification['type']>(
  { layers }: Sheet,
  id: string,
  type: Type,
): Extract<LayerSpecification, { type: Type }> {
  const found = layers.find((layer) => layer.id === id && layer.type === type);
  if (!found) throw new Error(`tiles/style has no ${type} layer ${id}`);
  return found as Extract<LayerSpecification, { type: Type }>;
}

/** The one colour that a layer paints with. */
export function colorOf({ layers }: Sheet, id: string, property: string): string {
  const paint = layers.find((layer) => layer.id === id)?.paint as Record<string, unknown> | undefined;
  const color = paint?.[property];
  if (typeof color !== 'string') throw new Error(`tiles/style: ${id} has no plain ${property}`);
  return color;
}
