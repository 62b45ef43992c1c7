import type { Request } from 'express';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Did another site's page send this? Browsers say so in Sec-Fetch-Site; those that do not, name the page in
 * Origin on every unsafe method. A program that sends neither is no browser and carries no foreign cookie.
 */
export function isCrossSite(request: Request, publicUrl: string): boolean {
  if (safeMethods.has(request.method)) return false;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = request.headers.origin;
  if (origin === undefined) return false;
  return origin !== new URL(publicUrl).origin;
}

/**
 * What comes with a cookie, as only a form can be sent across sites without being asked for, and without a word of where
 * it comes from. Where a body is read, its type is rejected anyway; this is for what needs none.
 */
export const isBareForm = ({ headers }: Request): boolean =>
  headers.cookie !== undefined &&
  /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/iu.test(
    headers['content-type'] ?? '',
  );
