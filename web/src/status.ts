// The page's one live region: what happened, said once, after the last of a row of changes.

const PAUSE_MS = 300;
let timer = 0;

/** Says a sentence politely; a later one replaces it if it comes before the pause is over. */
export function announce(sentence: string): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    const region = document.querySelector('[data-status]');
    if (!region) return;
    // The same sentence twice is news only if the region changed in between.
    region.textContent = region.textContent === sentence ? `${sentence}\u00a0` : sentence;
  }, PAUSE_MS);
}
