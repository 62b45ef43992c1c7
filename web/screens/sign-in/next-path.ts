/** Only a path of our own: nothing that a browser reads as another origin ("//x", "/\\x", a scheme). */
export function nextPath(next: string | null): string {
  const start = '/';
  if (next === null || !/^\/(?![/\\])/u.test(next)) return start;
  const origin = 'http://own.invalid';
  try {
    const url = new URL(next, origin);
    return url.origin === origin && !url.pathname.startsWith('/sign-in') ? url.pathname + url.search : start;
  } catch {
    return start;
  }
}
