import type { Request } from 'express';
import { namesWithin } from '../db/lists/names.ts';
import type { Queryable } from '../db/model/database.ts';
import { catalogOf, locales } from '../messages/catalog.ts';
import type { Message } from '../messages/message.ts';
import { referencesOf } from '../messages/references.ts';
import { createNamingRenderer } from '../messages/rendering/naming.ts';
import { type Catalog, createRenderer, type Renderer } from '../messages/rendering/renderer.ts';
import type { Terminology } from '../messages/terms.ts';
import type { NamesOf } from './names-of.ts';

/** Returns the renderer of a request's language: `Accept-Language`, else English. References are shown by their IDs. */
export const rendererOf = (request: Request, terms: Terminology | null): Renderer =>
  createRenderer(catalogFor(request), { timeZone: 'UTC', terms });

/** Returns the same for messages of one integration, or of none, with the names of all that they refer to. */
export async function namingRendererOf(
  request: Request,
  terms: Terminology | null,
  { db, key, messages }: { db: Queryable; key: NameScope; messages: readonly Message[] },
): Promise<Renderer> {
  const names = await namesWithin(db, key, referencesOf(messages));
  return createNamingRenderer(catalogFor(request), { timeZone: 'UTC', terms, names });
}

/** Null: of no integration. */
interface NameScope {
  readonly tenantId: string;
  readonly integrationId: string | null;
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

/** Returns a renderer for each integration of these rows, with the names of all that the rows' messages refer to. */
export async function namingRenderersOf<Row extends { readonly integrationId: string | null }>(
  request: Request,
  terms: NamesOf,
  { db, tenantId }: { readonly db: Queryable; readonly tenantId: string },
  rows: readonly Row[],
  messagesOf: (row: Row) => readonly Message[],
): Promise<(row: Pick<Row, 'integrationId'>) => Renderer> {
  const renderers = new Map<string | null, Renderer>();
  for (const integrationId of new Set(rows.map((row) => row.integrationId))) {
    const messages = rows.filter((row) => row.integrationId === integrationId).flatMap(messagesOf);
    const about = { db, key: { tenantId, integrationId }, messages };
    renderers.set(integrationId, await namingRendererOf(request, terms(integrationId), about));
  }
  return ({ integrationId }) => renderers.get(integrationId) ?? rendererOf(request, terms(integrationId));
}

/** A message as an answer has it. */
export const messageWire = (render: Renderer, message: Message) => ({
  code: message.id,
  message: render(message),
  params: message.params,
});
