// The only file that calls fetch. Same origin only: addresses start with a slash.

/** A territory that bears a name. */
export interface Suggestion {
  level: string;
  code: string;
  name: string;
  url: string;
}

/** The server answered, but not with what was asked. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`the server answered ${status}`);
    this.status = status;
  }
}

/** The territories that bear a name, best first. */
export async function suggestions(query: string, signal: AbortSignal): Promise<Suggestion[]> {
  const response = await fetch(`/search?q=${encodeURIComponent(query)}`, {
    signal,
    headers: { accept: 'application/json' },
  });
  if (!response.ok) throw new ApiError(response.status);
  return territoriesOf(await response.json());
}

/** Actors have no page of their own yet; what has another shape is left out too. */
export function territoriesOf(answer: unknown): Suggestion[] {
  const results = typeof answer === 'object' && answer !== null && 'results' in answer ? answer.results : answer;
  return Array.isArray(results) ? results.filter(isSuggestion) : [];
}

function isSuggestion(value: unknown): value is Suggestion {
  if (typeof value !== 'object' || value === null) return false;
  const { level, code, name, url } = value as Record<string, unknown>;
  const texts = [level, code, name, url].every((part) => typeof part === 'string');
  return texts && (url as string).startsWith('/territoires/');
}
