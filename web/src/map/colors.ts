// Every colour of the map by what it means. Those of pages only are written here, the others in
// tiles/style. The shades are those of the styles' legend.
import { colorOf, sheets } from './sheets';

/** Zero, then ColorBrewer BuGn in five classes. */
export const shades = ['#fffdf5', '#edf8fb', '#b2e2e2', '#66c2a4', '#2ca25f', '#006d2c'] as const;

export const colors = {
  sea: colorOf(sheets.territoires, 'mer', 'background-color'),
  land: colorOf(sheets.territoires, 'terre', 'fill-color'),
  /** Of territories that are coloured: darker, as shades are too close to each other. */
  edge: '#4a5568',
  here: '#18211f',
  aimed: '#b8400a',
  halo: '#ffffff',
  hatch: '#8a938f',
} as const;
