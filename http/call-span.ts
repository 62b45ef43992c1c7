import { inClientSpan, noteOnSpan } from '../telemetry/spans.ts';
import type { HttpOutcome } from './outcome.ts';

/**
 * Runs a call as a span. Neither its host nor its query is named, since both say whose data it reads; of its path only what
 * its caller knows to be the API's own.
 */
export function inCallSpan(
  { method, template }: { readonly method: string; readonly template?: string },
  call: () => Promise<HttpOutcome>,
): Promise<HttpOutcome> {
  const [name, attributes] =
    template === undefined
      ? [method, { 'http.request.method': method }]
      : [`${method} ${template}`, { 'http.request.method': method, 'url.template': template }];
  return inClientSpan(name, attributes, async () => {
    const outcome = await call();
    noteOnSpan(
      outcome.kind === 'answer'
        ? { 'http.response.status_code': outcome.status }
        : { 'error.type': outcome.cause },
    );
    return outcome;
  });
}

/** A word, or a version: `agreements`, `v4_6_release`, `3.0`, `V1.0`. */
const ownPart = /^([a-z]+|v\d[\w.]*|\d+\.\d+)$/iu;

/** The path of an API whose records have numbers, without these: `/finance/agreements/{id}/additions`. */
export const withoutIds = (path: string): string =>
  path
    .split('/')
    .map((part) => (part === '' || ownPart.test(part) ? part : '{id}'))
    .join('/');
