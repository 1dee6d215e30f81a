// The words of the islands: the server writes them into each page, in the page's language.

/** Reads the page's words; an unknown key shows itself. */
export function wordsOf(page: Document): (key: string, values?: Record<string, string | number>) => string {
  const text = page.querySelector('script[data-words]')?.textContent ?? '{}';
  const words = new Map(Object.entries(JSON.parse(text) as Record<string, string>));
  return (key, values = {}) =>
    Object.entries(values).reduce(
      (said, [name, value]) => said.replaceAll(`{${name}}`, String(value)),
      words.get(key) ?? key,
    );
}

export const say = wordsOf(document);

const number = new Intl.NumberFormat(document.documentElement.lang || 'fr-FR');

/** A whole number in the page's language. */
export function figure(value: number): string {
  return number.format(value);
}
