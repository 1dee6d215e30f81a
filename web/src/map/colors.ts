// Every colour of the map by what it means. The shades are those of the styles' legend.

/** Zero, then ColorBrewer BuGn in five classes. */
export const shades = ['#fffdf5', '#edf8fb', '#b2e2e2', '#66c2a4', '#2ca25f', '#006d2c'] as const;

export const colors = {
  sea: '#e9eeee',
  land: '#fbfaf6',
  edge: '#4a5568',
  edgeSoft: '#8b9794',
  here: '#18211f',
  aimed: '#b8400a',
  label: '#18211f',
  halo: '#ffffff',
  dot: '#0072b2',
  dotRing: '#ffffff',
  many: '#0b4f5c',
  manyText: '#ffffff',
  hatch: '#8a938f',
} as const;
