// Every word that an island says is in both catalogues.
import { expect, test } from 'vitest';

import english from '../words/en.toml?raw';
import french from '../words/fr.toml?raw';

const sources = import.meta.glob<string>('../src/**/*.ts', { query: '?raw', import: 'default', eager: true });

test.each([
  ['fr', french],
  ['en', english],
])('%s knows every key that is said', (_, catalogue) => {
  const [, block = ''] = catalogue.split('\n[map]\n');
  const known = new Set([...block.matchAll(/^([\w-]+) = /gm)].map((match) => match[1]));
  const said = Object.values(sources).flatMap((text) =>
    [...text.matchAll(/\bsay\(\s*'([\w-]+)'/g)].map((match) => match[1]),
  );
  expect(said.length).toBeGreaterThan(20);
  for (const key of said) expect(known).toContain(key);
});
