// What the map is told: by the page's script, by its table.
import { beforeEach, describe, expect, test } from 'vitest';

import { pageOf, valuesOf, viewOf, type MapView } from '../src/map/view';

const VIEW: MapView = {
  level: 'bassin',
  layer: 'bassins',
  bounds: [-5, 41, 10, 51],
  highlight: null,
  actors: false,
  colored: true,
  values: {},
  places: [],
};

describe('values', () => {
  beforeEach(() => {
    document.body.innerHTML = `<table data-values data-unit="acteurs pour 10 000 habitants"><tbody>
      <tr data-code="44109" data-class="5"><th><a href="/territoires/bassin-44109-nantes">Nantes</a></th><td>42,0</td></tr>
      <tr data-code="2A004" data-class="0"><th><a href="/x">Ajaccio</a></th><td>0,0</td></tr>
      <tr data-code="97302"><th><a href="/y">Cayenne</a></th><td>non disponible</td></tr>
    </tbody></table>`;
  });

  test('the table is the data', () => {
    const values = valuesOf(VIEW, document);
    expect(values.size).toBe(3);
    expect(values.get('44109')).toEqual({
      shade: 5,
      text: '42,0 acteurs pour 10 000 habitants',
      href: '/territoires/bassin-44109-nantes',
    });
  });

  test('zero and no value are two different things', () => {
    const values = valuesOf(VIEW, document);
    expect(values.get('2A004')?.shade).toBe(0);
    expect(values.get('97302')).toMatchObject({ shade: null, text: 'non disponible' });
  });

  test('a page without a table brings its values itself', () => {
    document.body.innerHTML = '';
    const values = valuesOf({ ...VIEW, values: { '01004': [null, 'non disponible'] } }, document);
    expect(values.get('01004')).toEqual({ shade: null, text: 'non disponible', href: null });
  });

  test('a territory opens where the table links to, in the language of the page', () => {
    const values = valuesOf(VIEW, document);
    expect(pageOf(VIEW, '44109', values.get('44109'), 'fr')).toBe('/territoires/bassin-44109-nantes');
    expect(pageOf(VIEW, '38185', undefined, 'en')).toBe('/territoires/bassin-38185?lang=en');
  });
});

test('the view is read from its script, whatever the names in it', () => {
  document.body.innerHTML = '<section><script type="application/json" data-map-view></script></section>';
  const section = document.querySelector('section') as HTMLElement;
  const told = { ...VIEW, places: [{ label: '</script>', bounds: VIEW.bounds }] };
  (section.querySelector('script') as HTMLElement).textContent = JSON.stringify(told).replaceAll('<', '\\u003c');
  expect(viewOf(section)).toEqual(told);
});
