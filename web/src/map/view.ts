// What the server tells of the map, and what the page's table says of each territory.

export type Box = [west: number, south: number, east: number, north: number];

/** The map as the page describes it; see `src/pages/map.rs`. */
export interface MapView {
  level: string;
  layer: string;
  bounds: Box;
  highlight: string | null;
  actors: boolean;
  colored: boolean;
  values: Record<string, [number | null, string]>;
  places: { label: string; bounds: Box }[];
}

/** What can be said of one territory. */
export interface Value {
  /** `null`: no value; 0: none; 1 to 5: a shade. */
  shade: number | null;
  /** The value with its unit, ready to be read. */
  text: string;
  /** Its page, where the table links to it. */
  href: string | null;
}

export function viewOf(section: HTMLElement): MapView {
  const text = section.querySelector('script[data-map-view]')?.textContent ?? '';
  return JSON.parse(text) as MapView;
}

/** The values by code: those of the view, else those of the page's table, which is the data. */
export function valuesOf(view: MapView, page: ParentNode): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const [code, [shade, text]] of Object.entries(view.values)) values.set(code, { shade, text, href: null });
  const table = page.querySelector<HTMLElement>('table[data-values]');
  const unit = table?.dataset['unit'] ?? '';
  for (const row of table?.querySelectorAll<HTMLElement>('tr[data-code]') ?? []) {
    const shade = row.dataset['class'];
    const shown = row.lastElementChild?.textContent?.trim() ?? '';
    values.set(row.dataset['code'] ?? '', {
      shade: shade === undefined ? null : Number(shade),
      text: shade === undefined ? shown : `${shown} ${unit}`,
      href: row.querySelector('a')?.getAttribute('href') ?? null,
    });
  }
  return values;
}

/** The page of a territory: the table's link, else the short address that the server knows. */
export function pageOf(view: MapView, code: string, value: Value | undefined, lang: string): string {
  if (value?.href) return value.href;
  const address = `/territoires/${view.level}-${encodeURIComponent(code)}`;
  return lang === 'en' ? `${address}?lang=en` : address;
}
