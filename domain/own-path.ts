/** In place of the installation's origin, whichever that is. */
const origin = 'http://own.invalid';

/**
 * The path of the console, with query and fragment, that a browser opens for a link; `null` when the link leads to another
 * origin. Judged after resolving: dot segments, backslashes, and characters that browsers drop can leave "//another.host".
 */
export function ownPath(link: string): string | null {
  if (!link.startsWith('/') || !URL.canParse(link, origin)) return null;
  const url = new URL(link, origin);
  const path = url.pathname + url.search + url.hash;
  return url.origin === origin && !path.startsWith('//') ? path : null;
}
