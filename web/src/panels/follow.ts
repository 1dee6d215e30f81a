// A form whose answer may take a while: how far it is, and a way out. Without it the form is sent as it is.

interface Progress {
  done: number;
  of: number;
  told: string;
  told_en: string;
}

/** What an event of progress says, in the language of the page. */
export function sentence(data: string, lang: string): { done: number; of: number; told: string } {
  const { done, of, told, told_en } = JSON.parse(data) as Progress;
  return { done, of, told: lang.startsWith('en') ? told_en : told };
}

/** The address that a form leads to. */
export function addressOf(form: HTMLFormElement): string {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string' && value !== '') query.append(name, value);
  return `${new URL(form.action).pathname}?${query.toString()}`;
}

export function mountFollow(form: HTMLFormElement): void {
  const panel = form.parentElement?.querySelector<HTMLElement>('[data-following]');
  const told = panel?.querySelector<HTMLElement>('[data-following-told]');
  const bar = panel?.querySelector('progress');
  const leave = panel?.querySelector<HTMLButtonElement>('[data-following-leave]');
  if (!panel || !told || !bar || !leave || !('EventSource' in window)) return;
  const before = told.textContent;
  let events: EventSource | undefined;

  const stop = (): void => {
    events?.close();
    events = undefined;
    panel.hidden = true;
    told.textContent = before;
    bar.value = 0;
  };
  const go = (address: string): void => {
    stop();
    location.assign(address);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    stop();
    const address = addressOf(form);
    panel.hidden = false;
    leave.focus();
    // Closing it hangs up, which ends the search.
    events = new EventSource(address);
    events.addEventListener('progress', ({ data }: MessageEvent<string>) => {
      const progress = sentence(data, document.documentElement.lang);
      told.textContent = progress.told;
      [bar.max, bar.value] = [progress.of, progress.done];
    });
    events.addEventListener('answer', ({ data }: MessageEvent<string>) => {
      go((JSON.parse(data) as { address: string }).address);
    });
    // Whatever it is, the page itself says it.
    events.addEventListener('problem', () => {
      go(address);
    });
    events.onerror = () => {
      go(address);
    };
  });
  leave.addEventListener('click', () => {
    stop();
    form.querySelector<HTMLElement>('[type="submit"]')?.focus();
  });
  // Back from the answer: nothing is under way.
  window.addEventListener('pagehide', stop);
}
