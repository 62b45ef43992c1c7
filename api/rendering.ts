import type { Request } from 'express';
import { loadNames } from '../db/lists/names.ts';
import type { Queryable } from '../db/model/database.ts';
import type { IntegrationKey } from '../domain/keys.ts';
import { catalogOf, locales } from '../messages/catalog.ts';
import { message, type Message } from '../messages/message.ts';
import { referencesOf } from '../messages/references.ts';
import { type Catalog, createRenderer, type Renderer } from '../messages/rendering/renderer.ts';
import type { Terminology } from '../messages/terms.ts';
import type { NamesOf } from './names-of.ts';

/** Returns the renderer of a request's language: `Accept-Language`, else English. References are shown by their IDs. */
export const rendererOf = (request: Request, terms: Terminology | null): Renderer =>
  createRenderer(catalogFor(request), { timeZone: 'UTC', terms });

/** Returns the same for messages of one integration, with the names of all that they refer to. */
export async function namingRendererOf(
  request: Request,
  terms: Terminology | null,
  { db, key, messages }: { db: Queryable; key: IntegrationKey; messages: readonly Message[] },
): Promise<Renderer> {
  const { tenantId, integrationId } = key;
  const wanted = [...referencesOf(messages)].map(
    ([kind, ids]) => [kind, [...ids].map((id) => ({ integrationId, id }))] as const,
  );
  const { nameOf } = await loadNames(db, tenantId, new Map(wanted));
  const render = rendererOf(request, terms);
  return createRenderer(catalogFor(request), {
    timeZone: 'UTC',
    terms,
    names: (kind, id) => {
      const name = nameOf(kind, { integrationId, id });
      return typeof name === 'object' && name !== null ? render(message('core.line', { ...name, id })) : name;
    },
  });
}

/** Returns the catalog of a request's language. */
export const catalogFor = (request: Request): Catalog => catalogOf(localeOf(request));

export function localeOf(request: Request): string {
  const wanted = request.acceptsLanguages([...locales]);
  return wanted === false ? 'en' : wanted;
}

/** Returns a renderer for each integration, made once. */
export function renderersOf(catalog: Catalog, terms: NamesOf): (integrationId: string) => Renderer {
  const made = new Map<string, Renderer>();
  return (integrationId) => {
    const before = made.get(integrationId);
    if (before !== undefined) return before;
    const renderer = createRenderer(catalog, { timeZone: 'UTC', terms: terms(integrationId) });
    made.set(integrationId, renderer);
    return renderer;
  };
}

/** A message as an answer has it. */
export const messageWire = (render: Renderer, message: Message) => ({
  code: message.id,
  message: render(message),
  params: message.params,
});
