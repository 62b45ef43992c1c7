import type { Request } from 'express';
import { catalogOf, locales } from '../messages/catalog.ts';
import { createRenderer, type Renderer } from '../messages/rendering/renderer.ts';
import type { Terminology } from '../messages/terms.ts';

/** Returns the renderer of a request's language: `Accept-Language`, else English. */
export function rendererOf(request: Request, terms: Terminology | null): Renderer {
  const wanted = request.acceptsLanguages([...locales]);
  const locale = wanted === false ? 'en' : wanted;
  return createRenderer(catalogOf(locale), { timeZone: 'UTC', terms });
}
