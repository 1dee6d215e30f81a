// The only file that calls fetch. Same origin only: addresses start with a slash.

/** A territory or another page that bears a name. */
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

/** What bears a name, best first; what the answer holds of another shape is left out. */
export async function suggestions(query: string, signal: AbortSignal): Promise<Suggestion[]> {
  const response = await fetch(`/search?q=${encodeURIComponent(query)}`, {
    signal,
    headers: { accept: 'application/json' },
  });
  if (!response.ok) throw new ApiError(response.status);
  const answer: unknown = await response.json();
  return Array.isArray(answer) ? answer.filter(isSuggestion) : [];
}

export function isSuggestion(value: unknown): value is Suggestion {
  if (typeof value !== 'object' || value === null) return false;
  const { level, code, name, url } = value as Record<string, unknown>;
  const texts = [level, code, name, url].every((part) => typeof part === 'string');
  return texts && /^\/(?!\/)/.test(url as string);
}
